package devices

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mindflow/syncserver/pgstore/pgtest"
)

// pair is two devices of one account.
func pair(t *testing.T) (*world, *server, *device, *device) {
	t.Helper()
	w := newWorld(t)
	s := w.serve()
	a, b := w.device().join(s, "--register"), w.device().join(s)
	a.run("sync")
	b.run("sync")
	return w, s, a, b
}

func TestChangesArriveWhileTheyHappen(t *testing.T) {
	_, _, a, b := pair(t)
	a.watch()
	b.watch()
	a.run("add", "warm up")
	await(t, "the first task", b.has("warm up"))
	var took []time.Duration
	for i := range 10 {
		from, to := a, b
		if i%2 == 1 {
			from, to = b, a
		}
		title := fmt.Sprint("live ", i)
		from.run("add", title)
		took = append(took, await(t, title, to.has(title)))
	}
	slices.Sort(took)
	t.Logf("from the end of the command to the other device's list: median %s, most %s", took[len(took)/2], took[len(took)-1])
	agree(t, a, b)
}

// Edits made apart meet: different fields both stay, of one field the later stays, tags
// of both sides stay, and an edit of what the other side deleted is in its Trash.
func TestEditsMadeApart(t *testing.T) {
	_, _, a, b := pair(t)
	fields, same, tags, deleted := a.add("fields"), a.add("same field"), a.add("tags @shared"), a.add("deleted")
	a.run("sync")
	b.run("sync")

	a.run("edit", fields, "priority=p1")
	b.run("edit", fields, "estimate=45m")
	a.run("edit", same, "title=earlier")
	b.run("edit", same, "title=later")
	a.run("edit", tags, "tags+=left")
	b.run("edit", tags, "tags+=right", "tags-=shared")
	a.run("rm", deleted)
	b.run("edit", deleted, "title=edited after it was deleted")
	for range 2 {
		a.run("sync")
		b.run("sync")
	}
	for _, d := range []*device{a, b} {
		if got := d.show(fields); got.Priority != "p1" || got.EstimateMin != 45 {
			t.Errorf("different fields: %+v", got)
		}
		if got := d.show(same); got.Title != "later" {
			t.Errorf("the same field: %q", got.Title)
		}
		if got := d.show(tags); !slices.Equal(got.Tags, []string{"left", "right"}) {
			t.Errorf("tags: %q", got.Tags)
		}
		if trash := d.list("trash"); len(trash) != 1 || trash[0].Title != "edited after it was deleted" {
			t.Errorf("trash: %+v", trash)
		}
	}
	agree(t, a, b)
	a.run("undo") // of the deletion, which the other device hears of
	a.run("sync")
	b.run("sync")
	if err := b.has("edited after it was deleted")(); err != nil {
		t.Error(err)
	}
	agree(t, a, b)
}

// lines are n lines of quick add.
func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "task number %d #Project%d ~%dm\n", i, i%7, i%50+1)
	}
	return b.String()
}

// A thousand edits made offline go through a server that is killed over and over.
func TestServerKilledWhileAThousandEditsAreSent(t *testing.T) {
	_, s, a, b := pair(t)
	const n = 1000
	if code, _, said := a.try(lines(n), "add", "-"); code != 0 {
		t.Fatal(said)
	}
	for i := range 20 { // so that there are many change sets
		a.run("edit", a.list("text:\"number " + fmt.Sprint(i) + "\"")[0].ID, "priority=p2")
	}
	for range 3 {
		sync := start(t, a.env, "mindflow", "sync")
		s.kill()
		sync.Wait()
		s.restart()
	}
	a.run("sync")
	b.run("sync")
	if got := len(b.list("all")); got != n {
		t.Errorf("%d of %d tasks are on the other device", got, n)
	}
	agree(t, a, b)
}

func TestPostgresCrash(t *testing.T) {
	cluster := pgtest.Start(t, true)
	w := worldOn(t, cluster.Database(t))
	s := w.serve()
	a, b := w.device().join(s, "--register"), w.device().join(s)
	a.watch()
	b.watch()
	a.run("add", "before")
	await(t, "a task before the crash", b.has("before"))
	cluster.Crash()
	a.run("add", "during") // never blocked
	b.run("add", "during, on the other side")
	if err := cluster.Run(true); err != nil {
		t.Fatal(err)
	}
	await(t, "the edit made during the crash", b.has("during"))
	await(t, "the edit of the other side", a.has("during, on the other side"))
	await(t, "agreement", func() error {
		if one, two := a.status(), b.status(); one.Digest != two.Digest || one.Pending+two.Pending > 0 {
			return errors.New("they differ")
		}
		return nil
	})
}

// A device that dies right after an edit has it, and sends it when it is back.
func TestDeviceKilledAfterAnEdit(t *testing.T) {
	_, _, a, b := pair(t)
	for i := range 5 {
		watch := a.watch()
		title := fmt.Sprint("last words ", i)
		a.run("add", title)
		watch.kill()
		a.run("sync")
		b.run("sync")
		if err := b.has(title)(); err != nil {
			t.Errorf("%s: %v", title, err)
		}
	}
	agree(t, a, b)
}

// Two servers behind one address: what arrives at one is heard of at the other.
func TestTwoServers(t *testing.T) {
	w := newWorld(t)
	one, two := w.serve(), w.serve()
	a, b := w.device().join(one, "--register"), w.device().join(two)
	a.watch()
	b.watch()
	a.run("add", "warm up")
	await(t, "the first task", b.has("warm up"))
	for i := range 5 {
		title := fmt.Sprint("across ", i)
		a.run("add", title)
		t.Logf("%s after %s", title, await(t, title, b.has(title)))
	}
	agree(t, a, b)
}

// What was made before the first sign-in is the account's after it, and projects and
// tags of one name are one.
func TestTasksOfBeforeTheAccount(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	a, b := w.device(), w.device()
	a.run("add", "on the laptop #Garden @phone")
	b.run("add", "on the desktop #garden @PHONE")
	a.join(s, "--register").run("sync")
	b.join(s).run("sync")
	a.run("sync")
	for _, d := range []*device{a, b} {
		if got := d.list("#Garden @phone"); len(got) != 2 {
			t.Errorf("%+v", got)
		}
	}
	agree(t, a, b)
}

// A device that was signed out from another goes on working, alone.
func TestRevokedDevice(t *testing.T) {
	_, _, a, b := pair(t)
	watch := b.watch()
	a.run("devices", "revoke", b.status().DeviceID)
	await(t, "the other device to know", func() error {
		if code, _, _ := b.try("", "devices"); code != 6 {
			return fmt.Errorf("exit %d", code)
		}
		return nil
	})
	watch.kill()
	if code, _, said := b.try("", "sync"); code != 6 {
		t.Errorf("sync: exit %d, %s", code, said)
	}
	b.run("add", "still mine")
	a.run("add", "not for the other")
	a.run("sync")
	if err := b.has("not for the other")(); err == nil {
		t.Error("a revoked device still gets changes")
	}
}

// Wrong passwords and unknown addresses are told alike; no server is no obstacle.
func TestRefusals(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	a := w.device().join(s, "--register")
	b := w.device()
	b.env = append(b.env, "MINDFLOW_PASSWORD=another unlikely sentence")
	code, _, wrong := b.try("", "login", "--server", s.url, "--email", email)
	codeUnknown, _, unknown := b.try("", "login", "--server", s.url, "--email", "nobody@example.com")
	if code != 6 || codeUnknown != 6 || wrong != unknown {
		t.Errorf("exit %d and %d: %q and %q", code, codeUnknown, wrong, unknown)
	}
	if code, _, said := w.device().try("", "login", "--server", "ftp://example.com", "--email", email); code != 4 {
		t.Errorf("no address of a server: exit %d, %s", code, said)
	}
	if code, _, said := w.device().try("", "sync"); code != 6 || strings.Count(said, "\n") != 1 {
		t.Errorf("sync without an account: exit %d, %q", code, said)
	}
	s.kill()
	a.run("add", "without a server")
	if code, _, said := a.try("", "sync"); code != 5 || strings.Count(said, "\n") != 1 {
		t.Errorf("sync without a server: exit %d, %q", code, said)
	}
	if got := a.status(); got.Pending == 0 {
		t.Errorf("status %+v", got)
	}
	if code, _, said := a.try("", "logout"); code != 5 || !strings.Contains(said, "signed out here") {
		t.Errorf("signing out without a server: exit %d, %q", code, said)
	}
	if got := a.status(); got.State != "local" || len(a.list("all")) != 1 {
		t.Errorf("after signing out: %+v", got)
	}
}

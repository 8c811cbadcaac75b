//go:build e2e && linux

// Package screenshots takes the pictures of docs/screenshots: of the real window, with
// the week of someone who has work, a home and a garden. It checks nothing. Its one
// rule is to show what a person would see, brought about by the keys they would press.
package screenshots_test

import (
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mindflow/e2e/backend"
	"mindflow/e2e/window"
)

var out = flag.String("out", "../../docs/screenshots", "`directory` of the pictures")

// lines are the week, as quick add takes it.
var lines = []string{
	`Send the signed contract to Ana tomorrow 5pm #"Work/Berlin launch" p1 ~30m @legal @email // Countersigned copy is in the shared folder.`,
	"Review the take-home exercise today 14:30 #Work/Hiring p2 ~1h",
	"Call the dentist about Thursday today ~10m @phone",
	"Pay the rent every month on the 23rd",
	"Sort the seed packets before spring today p5 #Home/Garden ~45m",
	"Submit travel receipts " + daysAgo(3) + " p2 ~15m",
	"Renew library card " + daysAgo(12) + " p4",
	"Pick up the bread today 18:30 ~15m",
	`Book the venue #"Work/Berlin launch" in 3 days ~45m p2`,
	`Write the launch announcement fri #"Work/Berlin launch" ~2h`,
	"Draft the interview questions mon #Work/Hiring ~1h",
	"Prune the apple tree sat #Home/Garden ~1h30m",
	"Order the tax forms in 6 days #Home/Taxes ~20m p4",
	"Look for a better bicycle lock",
	"Read the chapter on queues p4 ~40m @reading",
}

func daysAgo(n int) string { return time.Now().AddDate(0, 0, -n).Format(time.DateOnly) }

func program(name string) string {
	path, err := filepath.Abs(filepath.Join("../../bin", name))
	if err != nil {
		panic(err)
	}
	return path
}

func TestScreenshots(t *testing.T) {
	address := backend.Start(t)
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			fresh := window.Open(t, nil, program("mindflow-desktop"))
			fresh.Find("heading", "Today")
			choose(fresh, theme)
			shoot(t, fresh, "first-run-"+theme)

			desktop, err := window.NewDesktop(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(desktop.Close)
			fill(t, desktop)
			w := desktop.Open(t, nil, program("mindflow-desktop"))
			w.Find("heading", "Today")
			choose(w, theme)
			w.Find("heading", "Today")
			shoot(t, w, "today-"+theme)
			w.Press("/")
			w.Find("combobox", "Search tasks")
			w.Type("contract")
			w.Await("the task", func() bool { return w.Has("listbox", "Results") })
			w.Press("Enter")
			w.Find("heading", "Today")
			shoot(t, w, "detail-"+theme)
			w.Press("Escape")
			w.Press("g")
			w.Press("n")
			w.Find("button", "Why?").Click()
			shoot(t, w, "now-why-"+theme)
			w.Press("q")
			w.Find("textbox", "New task")
			w.Type("Ask the florist about April every 2 weeks #Home/Garden ~10m")
			shoot(t, w, "quick-add-"+theme)
			w.Press("Escape")
			w.Press("g")
			w.Press("s")
			shoot(t, w, "sign-in-"+theme)
			w.Script(`return window.go.desktop.Api.SignIn(arguments[0], 'me@example.com', 'a long and unlikely sentence', arguments[1] === 'light')`, address, theme)
			w.Await("the window to be synced", func() bool {
				return w.Script(`return window.go.desktop.Api.SyncStatus().then(s => s.state)`) == "synced"
			})
			w.Press("Escape")
			w.Press("g")
			w.Press("s")
			shoot(t, w, "synced-"+theme)
		})
	}
}

// choose sets the theme by its button, pressed without the pointer, which would leave
// a tooltip in the picture.
func choose(w *window.Window, theme string) {
	chosen := func() string {
		return w.Script(`return document.documentElement.dataset.theme ?? 'as the system'`).(string)
	}
	for chosen() != theme {
		was := chosen()
		w.Script(`document.querySelector('mf-app').shadowRoot.querySelector('mf-sidebar').shadowRoot.querySelector('[aria-label^="Theme"]').click()`)
		w.Await("another theme", func() bool { return chosen() != was })
	}
}

// fill puts the week into the data of the window's home.
func fill(t *testing.T, desktop *window.Desktop) {
	t.Helper()
	run := func(args ...string) {
		cmd := exec.Command(program("mindflow"), args...)
		cmd.Env = desktop.Env()
		if b, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("mindflow %v: %v, %s", args, err, b)
		}
	}
	for _, line := range lines {
		run("add", line)
	}
}

// shoot saves what the page shows, without the frame around it.
func shoot(t *testing.T, w *window.Window, name string) {
	t.Helper()
	screen := filepath.Join(t.TempDir(), "screen.png")
	w.Script(`return new Promise(done => setTimeout(done, 500))`) // animations end
	w.Screenshot(screen)
	file, err := os.Open(screen)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	var x, y, width, height int
	for i, into := range []*int{&x, &y, &width, &height} {
		n, _ := w.Script(`return [screenX, screenY, innerWidth, innerHeight]`).([]any)[i].(float64)
		*into = int(n)
	}
	// The window manager's frame is a border of 1 and a title of 20 pixels.
	page := image.Rect(x+1, y+20, x+1+width, y+20+height)
	whole, ok := picture.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok || !page.In(picture.Bounds()) {
		t.Fatalf("%s: the page is at %v of %v", name, page, picture.Bounds())
	}
	to, err := os.Create(filepath.Join(*out, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if err := png.Encode(to, whole.SubImage(page)); err != nil {
		t.Fatal(err)
	}
}

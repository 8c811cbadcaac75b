package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mindflow/app"
	"mindflow/app/desktop/instance"
	"mindflow/sync/engine"
	"mindflow/task"
	"mindflow/task/quickadd"
)

// An Api is what the window may call; frontend/src/api/api.ts says what each method
// means. Every exported method can be called by any script in the window, so there
// are no others.
type Api struct {
	app *app.App

	mu      sync.Mutex
	ctx     context.Context    // of the running window
	booted  bool               // the page listens to events
	waiting []instance.Message // what came before that
	sync    *engine.Status     // the latest, while this program syncs
}

// A Boot is what the window needs before it can show anything.
type Boot struct {
	Version  string       `json:"version"`
	FirstRun bool         `json:"first_run"`
	Settings app.Settings `json:"settings"`
}

// A Parsed is what the quick-add field shows of a line.
type Parsed struct {
	Title   string          `json:"title"`
	Spans   []quickadd.Span `json:"spans"`
	Summary string          `json:"summary"`
}

// Boot is the first call of the page. Links that came earlier are followed now.
func (a *Api) Boot() (Boot, error) {
	first, err := a.app.Welcome(a.ctx)
	if err != nil {
		return Boot{}, err
	}
	settings, err := a.app.Settings(a.ctx)
	if err != nil {
		return Boot{}, err
	}
	a.mu.Lock()
	a.booted = true
	waiting := a.waiting
	a.waiting = nil
	a.mu.Unlock()
	for _, m := range waiting {
		go a.follow(m) // after the page has the answer and listens
	}
	return Boot{app.Version, first, settings}, nil
}

// Sidebar returns the counts, projects and tags.
func (a *Api) Sidebar() (app.Sidebar, error) { return a.app.Sidebar(a.ctx) }

// List returns one of the lists.
func (a *Api) List(req app.ViewRequest) (app.Page, error) { return a.app.View(a.ctx, req) }

// Next returns the tasks that are best to do now.
func (a *Api) Next(limit int) ([]app.Ranked, error) { return a.app.Next(a.ctx, limit) }

// Search returns the tasks that have the words.
func (a *Api) Search(text string, limit int) ([]app.Task, error) {
	return a.app.Search(a.ctx, text, limit)
}

// Get returns one task.
func (a *Api) Get(id string) (app.Task, error) { return a.app.Task(a.ctx, id) }

// Parse says what quick add understands of a line.
func (a *Api) Parse(line app.Line) Parsed {
	p := a.app.Parse(line)
	return Parsed{p.Title, p.Spans, a.app.Summary(p)}
}

// Add makes a task of a line; where the line says nothing, the list it was typed in does.
func (a *Api) Add(line app.Line, view, id string) (app.Change, error) {
	return a.app.AddIn(a.ctx, line, task.QuickAdd, app.ViewRequest{View: view, ID: id})
}

// Edit sets fields of tasks. A name that ends in + or - adds to a list or takes away.
func (a *Api) Edit(ids []string, fields map[string]string) (app.Change, error) {
	var set []app.Assignment
	for name, value := range fields {
		as, err := app.ParseAssignment(name + "=" + value)
		if err != nil {
			return app.Change{}, err
		}
		set = append(set, as)
	}
	slices.SortFunc(set, func(x, y app.Assignment) int { return strings.Compare(x.Field, y.Field) })
	return a.app.Edit(a.ctx, ids, set...)
}

// Complete ticks tasks off.
func (a *Api) Complete(ids []string) (app.Change, error) { return a.app.Complete(a.ctx, ids...) }

// Reopen makes completed tasks open again.
func (a *Api) Reopen(ids []string) (app.Change, error) { return a.app.Reopen(a.ctx, ids...) }

// Start begins work on a task.
func (a *Api) Start(id string) (app.Change, error) { return a.app.Start(a.ctx, id) }

// NotNow puts a suggestion aside.
func (a *Api) NotNow(id string) error { return a.app.NotNow(a.ctx, id) }

// Remove puts tasks into the Trash.
func (a *Api) Remove(ids []string) (app.Change, error) { return a.app.Remove(a.ctx, ids...) }

// Restore takes tasks out of the Trash.
func (a *Api) Restore(ids []string) (app.Change, error) { return a.app.Restore(a.ctx, ids...) }

// Undo takes back an edit, the latest for 0.
func (a *Api) Undo(seq int64) (app.Change, error) { return a.app.Undo(a.ctx, seq) }

// Redo does again what was undone last.
func (a *Api) Redo() (app.Change, error) { return a.app.Redo(a.ctx) }

// SetSetting stores one setting; the value is JSON.
func (a *Api) SetSetting(key, value string) error {
	return a.app.SetSetting(a.ctx, key, []byte(value))
}

// ImportFile lets the person choose a file and imports it; nil if they did not.
func (a *Api) ImportFile() (*app.ImportReport, error) {
	name, err := runtime.OpenFileDialog(a.ctx, runtime.OpenDialogOptions{
		Title:   "Import tasks",
		Filters: []runtime.FileFilter{{DisplayName: "Taskwarrior (.json), Todoist (.csv)", Pattern: "*.json;*.csv"}},
	})
	if err != nil || name == "" {
		return nil, err
	}
	data, err := app.ReadImport(name)
	if err != nil {
		return nil, err
	}
	report, err := a.app.Import(a.ctx, "", name, data, false)
	return &report, err
}

// OpenLink opens a link outside the window: web pages and mail only.
func (a *Api) OpenLink(link string) error {
	u, err := url.Parse(link)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto") || u.Scheme != "mailto" && u.Host == "" {
		return &task.InvalidError{Field: "link", Reason: fmt.Sprintf("only web and mail links are opened, and %.80q is neither", link)}
	}
	runtime.BrowserOpenURL(a.ctx, u.String())
	return nil
}

// A failure is an error as the page gets it.
type failure struct {
	Code    string `json:"code"` // invalid, not_found or failed
	Message string `json:"message"`
	Field   string `json:"field"`
}

// formatError turns an error into the JSON text of a failure: Wails makes a string of
// whatever it is given. A reason stands beside the field that it concerns.
func formatError(err error) any {
	f := failure{Code: "failed", Message: err.Error()}
	var invalid *task.InvalidError
	var missing *app.NotFoundError
	switch {
	case errors.As(err, &invalid):
		f.Code, f.Field, f.Message = "invalid", invalid.Field, invalid.Reason
	case errors.As(err, &missing):
		f.Code = "not_found"
	}
	text, _ := json.Marshal(f) // three strings always encode
	return string(text)
}

// start notes the window that calls and events go through.
func (a *Api) start(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ctx = ctx
}

// follow does what another program, or a link, asks of the window.
func (a *Api) follow(m instance.Message) {
	a.mu.Lock()
	ctx := a.ctx
	if !a.booted {
		a.waiting = append(a.waiting, m)
		a.mu.Unlock()
		return
	}
	a.mu.Unlock()
	runtime.WindowUnminimise(ctx)
	runtime.WindowShow(ctx)
	switch m.Verb {
	case instance.OpenTask:
		runtime.EventsEmit(ctx, "open-task", m.Arg)
	case instance.QuickAdd:
		runtime.EventsEmit(ctx, "quick-add", m.Arg)
	}
}

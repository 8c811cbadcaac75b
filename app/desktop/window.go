// Package desktop is the native window: what it may call, what it is told, and the
// program's life around it.
//
// It is the only package that imports Wails, and it decides nothing about tasks: each
// call goes to app and each answer comes from there. Its one rule: the page is not
// trusted, so it runs under a policy that lets it load and reach nothing but us, and
// it can call nothing but Api.
package desktop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	goruntime "runtime"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mindflow/app"
	"mindflow/app/desktop/instance"
)

// Options are what the program was started with.
type Options struct {
	DataDir string // empty: the user's own
	Request instance.Message
	Pages   fs.FS // the built front end
}

// Run shows the window until it is closed, or hands the request over to the program
// that already has the data directory.
func Run(ctx context.Context, o Options) error {
	if generating { // Wails runs the program only to look at the methods of Api
		return wails.Run(&options.App{Bind: []any{&Api{}}})
	}
	// A page could be inspected, and made to call anything, from outside.
	os.Unsetenv("WEBKIT_INSPECTOR_SERVER")
	os.Unsetenv("WEBKIT_INSPECTOR_HTTP_SERVER")
	dir := o.DataDir
	if dir == "" {
		var err error
		if dir, err = app.DefaultDir(); err != nil {
			return err
		}
	}
	if goruntime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("open the window: there is no display; start it from a graphical session or set DISPLAY")
	}
	lock, err := instance.Acquire(dir)
	if errors.Is(err, instance.ErrRunning) {
		return instance.Send(dir, o.Request)
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	a, err := app.Open(ctx, dir, time.Now)
	if err != nil {
		return err
	}
	defer a.Close()
	settings, err := a.Settings(ctx)
	if err != nil {
		return err
	}
	return show(&Api{app: a, ctx: ctx}, lock, settings, o)
}

func show(api *Api, lock *instance.Lock, settings app.Settings, o Options) (err error) {
	defer func() {
		if problem := recover(); problem != nil { // GTK, where the display does not answer
			err = fmt.Errorf("open the window: %v; is the display %q there?", problem, os.Getenv("DISPLAY"))
		}
	}()
	api.follow(o.Request)
	background := options.NewRGB(0xFB, 0xFA, 0xF8) // --bg of styles/tokens.css, so that nothing flashes
	if settings.Theme == "dark" {
		background = options.NewRGB(0x16, 0x17, 0x1A)
	}
	syncing, stopSync := context.WithCancel(context.Background())
	var running sync.WaitGroup
	defer running.Wait() // the store is closed after this
	defer stopSync()
	err = wails.Run(&options.App{
		Title: "MindFlow",
		Width: 1280, Height: 820, MinWidth: 480, MinHeight: 400,
		BackgroundColour:   background,
		AssetServer:        &assetserver.Options{Assets: o.Pages, Middleware: policed},
		Bind:               []any{api},
		ErrorFormatter:     formatError,
		LogLevel:           logger.ERROR,
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{ProgramName: "mindflow-desktop", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		OnStartup: func(ctx context.Context) {
			api.start(ctx)
			api.app.OnChange(coalesced(50*time.Millisecond, func() {
				runtime.EventsEmit(ctx, "changed")
				api.tellSync(ctx)
			}))
			go lock.Serve(api.follow)
			running.Go(func() { api.keepSynced(ctx, syncing) })
		},
	})
	if err != nil {
		return fmt.Errorf("open the window: %w", err)
	}
	return nil
}

// coalesced returns a function that makes fn be called once, a while after the first
// of any number of calls.
func coalesced(after time.Duration, fn func()) func() {
	pending := make(chan struct{}, 1)
	return func() {
		select {
		case pending <- struct{}{}:
			time.AfterFunc(after, func() {
				<-pending
				fn()
			})
		default:
		}
	}
}

// policy is what the page may load and reach: its own files. Script in the page is
// code execution, because it can call Api, so injected text must never become script.
// frontend/index.html has the same policy, for a page that came without a header.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'none'; frame-src 'none'; object-src 'none'; " +
	"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html"

// policed adds the content security policy to every answer.
func policed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// Command mindflow-desktop is MindFlow's window. Wails compiles the root of the
// repository, so it is here; all it does is read flags and call app/desktop.
//
// Development builds take what Wails' own flags would say from the environment
// (assetdir, devserver), because the flags are ours.
package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"os"
	_ "time/tzdata" // time zones where the system has none

	"mindflow/app"
	"mindflow/app/desktop"
	"mindflow/app/desktop/instance"
)

//go:embed all:frontend/dist
var dist embed.FS

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mindflow-desktop:", err)
		os.Exit(1)
	}
}

func run() error {
	flags := flag.NewFlagSet("mindflow-desktop", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: mindflow-desktop [--data-dir DIR] [--quick-add] [mindflow://task/ID | mindflow://quick-add?text=…]")
	}
	dir := flags.String("data-dir", "", "directory of the data")
	quickAdd := flags.Bool("quick-add", false, "open the quick-add field")
	version := flags.Bool("version", false, "print the version")
	flags.Parse(os.Args[1:]) // ends the program with a message if it cannot
	if *version {
		fmt.Println("mindflow-desktop", app.Version)
		return nil
	}
	request := instance.Message{Verb: instance.Show}
	if *quickAdd {
		request.Verb = instance.QuickAdd
	}
	switch flags.NArg() {
	case 0:
	case 1:
		var err error
		if request, err = instance.ParseLink(flags.Arg(0)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%d links; give one", flags.NArg())
	}
	pages, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	return desktop.Run(context.Background(), desktop.Options{DataDir: *dir, Request: request, Pages: pages})
}

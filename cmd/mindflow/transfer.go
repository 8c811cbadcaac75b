package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"mindflow/app"
	"mindflow/task"
)

func (c *cli) transferCommands() []*cobra.Command {
	var dryRun bool
	imports := &cobra.Command{
		Use:   "import FORMAT FILE",
		Short: "Import tasks of another program: " + strings.Join(app.ImportFormats(), ", "),
		Args:  args(cobra.ExactArgs(2)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			data, err := app.ReadImport(words[1])
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("import: there is no file %s", words[1])
			}
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			report, err := a.Import(ctx, words[0], words[1], data, dryRun)
			if err != nil {
				return err
			}
			return c.printImport(report, dryRun)
		}),
	}
	imports.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be imported, and import nothing")
	exports := &cobra.Command{
		Use:   "export FORMAT [FILE]",
		Short: "Export everything as json, to a file or standard output",
		Args:  args(cobra.RangeArgs(1, 2)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			if words[0] != "json" {
				return &task.InvalidError{Field: "format", Reason: fmt.Sprintf("%q is not known; export as: json", words[0])}
			}
			if len(words) == 1 || words[1] == "-" {
				return a.Export(ctx, os.Stdout)
			}
			return a.ExportFile(ctx, words[1])
		}),
	}
	return []*cobra.Command{imports, exports}
}

func (c *cli) printImport(r app.ImportReport, dryRun bool) error {
	if c.json {
		return printJSON(r)
	}
	verb := "Imported"
	if dryRun {
		verb = "Would import"
	}
	fmt.Printf("%s %d tasks; new projects: %d, new tags: %d.\n", verb, r.Imported, r.Projects, r.Tags)
	if r.Skipped > 0 {
		fmt.Printf("%d were imported before and left as they are.\n", r.Skipped)
	}
	if len(r.Losses) > 0 {
		fmt.Printf("%d things could not be kept as they were:\n", len(r.Losses))
		for _, l := range r.Losses {
			fmt.Printf("  %s: %s\n", clean(l.Item), clean(l.What))
		}
	}
	return nil
}

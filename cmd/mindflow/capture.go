package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mindflow/app"
	"mindflow/task"
)

// maxInput bounds what is read from standard input.
const maxInput = 8 << 20

func (c *cli) captureCommands() []*cobra.Command {
	add := &cobra.Command{
		Use:   "add TEXT…",
		Short: "Add a task, or with - one for each line of standard input (indented: its steps)",
		Example: `  mindflow add 'Send contract to Ana tomorrow 5pm #Work p1 ~30m'
  mindflow add -- -5 degrees: bring in the plants`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: c.with(c.add),
	}
	var now, zone string
	parse := &cobra.Command{
		Use:   "parse TEXT…",
		Short: "Show what quick add understands of a line, without adding it",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, words []string) error {
			at, err := parseNow(now, zone, c.now())
			if err != nil {
				return err
			}
			return c.printParsed(app.Parse(app.Line{Text: strings.Join(words, " ")}, at), at)
		},
	}
	parse.Flags().StringVar(&now, "now", "", "the time it is taken to be, as 2026-03-11T09:00 or RFC 3339")
	parse.Flags().StringVar(&zone, "zone", "", "the time zone, as Europe/Berlin")
	return []*cobra.Command{add, parse}
}

func (c *cli) add(ctx context.Context, a *app.App, words []string) error {
	var change app.Change
	var err error
	if len(words) == 1 && words[0] == "-" {
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(os.Stdin, maxInput+1)); err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
		if len(text) > maxInput {
			return &task.InvalidError{Field: "input", Reason: fmt.Sprintf("it is over %d MiB; add it in parts", maxInput>>20)}
		}
		if change, err = a.AddLines(ctx, string(text), task.QuickAdd); err != nil {
			return err
		}
		return c.printTasks(change.Tasks)
	}
	if change, err = a.Add(ctx, app.Line{Text: strings.Join(words, " ")}, task.QuickAdd); err != nil {
		return err
	}
	return c.printTask(change.Tasks[0])
}

// parseNow returns the time that --now and --zone say, or now.
func parseNow(text, zone string, now time.Time) (time.Time, error) {
	loc := now.Location()
	if zone != "" {
		var err error
		if loc, err = time.LoadLocation(zone); err != nil {
			return now, usageError{fmt.Errorf("--zone %q is not a time zone; write a name as Europe/Berlin", zone)}
		}
	}
	if text == "" {
		return now.In(loc), nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		if zone == "" {
			return t, nil
		}
		return t.In(loc), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			return t, nil
		}
	}
	return now, usageError{fmt.Errorf("--now %q is not a time; write it as 2026-03-11T09:00", text)}
}

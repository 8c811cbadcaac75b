package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mindflow/app"
)

func (c *cli) editCommands() []*cobra.Command {
	edit := &cobra.Command{
		Use:   "edit ID field=value…",
		Short: "Set fields of a task; an empty value clears, tags+=x and tags-=x add and take away",
		Example: `  mindflow edit 3f9a2c due='fri 5pm' priority=p2 tags+=phone
  mindflow edit 3f9a2c project= estimate=45m`,
		Args: args(cobra.MinimumNArgs(2)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			var set []app.Assignment
			for _, word := range words[1:] {
				as, err := app.ParseAssignment(word)
				if err != nil {
					return usageError{err}
				}
				set = append(set, as)
			}
			id, err := a.Resolve(ctx, words[0])
			if err != nil {
				return err
			}
			if _, err := a.Edit(ctx, []string{id}, set...); err != nil {
				return err
			}
			t, err := a.Task(ctx, id)
			if err != nil {
				return err
			}
			return c.printTask(t)
		}),
	}
	return []*cobra.Command{
		edit,
		c.onTasks("done ID…", "Tick tasks off; those that recur come again", "done", (*app.App).Complete),
		c.onTasks("reopen ID…", "Make completed tasks open again", "open again", (*app.App).Reopen),
		c.onTasks("start ID", "Begin work on a task", "started", func(a *app.App, ctx context.Context, ids ...string) (app.Change, error) {
			return a.Start(ctx, ids[0])
		}),
		c.onTasks("rm ID…", "Put tasks into the Trash, with their steps", "in the Trash", (*app.App).Remove),
		c.onTasks("restore ID…", "Take tasks out of the Trash", "restored", (*app.App).Restore),
		c.step("undo", "Take back the last edit", "undone", func(a *app.App, ctx context.Context) (app.Change, error) { return a.Undo(ctx, 0) }),
		c.step("redo", "Do again what was undone last", "done again", (*app.App).Redo),
	}
}

// onTasks is a command that does one thing to the tasks it is given.
func (c *cli) onTasks(use, short, word string, act func(*app.App, context.Context, ...string) (app.Change, error)) *cobra.Command {
	count := cobra.MinimumNArgs(1)
	if use == "start ID" {
		count = cobra.ExactArgs(1)
	}
	return &cobra.Command{Use: use, Short: short, Args: args(count), RunE: c.with(func(ctx context.Context, a *app.App, parts []string) error {
		ids := make([]string, len(parts))
		for i, part := range parts {
			var err error
			if ids[i], err = a.Resolve(ctx, part); err != nil {
				return err
			}
		}
		change, err := act(a, ctx, ids...)
		if err != nil {
			return err
		}
		return c.printChange(change, word)
	})}
}

// step is a command that moves along the edits.
func (c *cli) step(use, short, word string, act func(*app.App, context.Context) (app.Change, error)) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args(cobra.NoArgs), RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
		change, err := act(a, ctx)
		if err != nil {
			return err
		}
		return c.printChange(change, fmt.Sprintf("%s: %s", word, change.Intent))
	})}
}

package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mindflow/app"
)

func (c *cli) groupCommands() []*cobra.Command {
	project := c.group("project", "List, add and remove projects",
		func(ctx context.Context, a *app.App) (any, [][2]string, error) {
			projects, err := a.Projects(ctx)
			var rows [][2]string
			for _, p := range projects {
				rows = append(rows, [2]string{fmt.Sprintf("%5d open", p.Open), path(p.Area, p.Name)})
			}
			return projects, rows, err
		},
		func(ctx context.Context, a *app.App, name string) (any, string, error) {
			p, err := a.AddProject(ctx, name)
			return p, path(p.Area, p.Name), err
		},
		(*app.App).RemoveProject)
	tag := c.group("tag", "List, add and remove tags",
		func(ctx context.Context, a *app.App) (any, [][2]string, error) {
			tags, err := a.Tags(ctx)
			var rows [][2]string
			for _, t := range tags {
				rows = append(rows, [2]string{fmt.Sprintf("%5d open", t.Open), "@" + t.Name})
			}
			return tags, rows, err
		},
		func(ctx context.Context, a *app.App, name string) (any, string, error) {
			t, err := a.AddTag(ctx, name)
			return t, "@" + t.Name, err
		},
		(*app.App).RemoveTag)
	return []*cobra.Command{project, tag}
}

func path(area, name string) string {
	if area == "" {
		return name
	}
	return area + "/" + name
}

// group is a command with list, add and rm below it.
func (c *cli) group(noun, short string,
	list func(context.Context, *app.App) (any, [][2]string, error),
	add func(context.Context, *app.App, string) (any, string, error),
	remove func(*app.App, context.Context, string) (app.Change, error),
) *cobra.Command {
	group := &cobra.Command{Use: noun, Short: short, Args: func(cmd *cobra.Command, words []string) error {
		return usageError{fmt.Errorf("mindflow %s: say list, add NAME or rm NAME", noun)}
	}, RunE: func(*cobra.Command, []string) error { return nil }}
	group.AddCommand(
		&cobra.Command{Use: "list", Short: "List every " + noun, Args: args(cobra.NoArgs), RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			all, rows, err := list(ctx, a)
			if err != nil || c.json {
				return firstError(err, func() error { return printJSON(all) })
			}
			printPairs(rows)
			return nil
		})},
		&cobra.Command{Use: "add NAME", Short: "Add a " + noun, Args: args(cobra.MinimumNArgs(1)), RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			made, name, err := add(ctx, a, strings.Join(words, " "))
			if err != nil || c.json {
				return firstError(err, func() error { return printJSON(made) })
			}
			fmt.Println(clean(name))
			return nil
		})},
		&cobra.Command{Use: "rm NAME", Short: "Put a " + noun + " into the Trash (undo brings it back)", Args: args(cobra.MinimumNArgs(1)), RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			change, err := remove(a, ctx, strings.Join(words, " "))
			if err != nil {
				return err
			}
			return c.printChange(change, noun+" "+strings.Join(words, " ")+" is in the Trash")
		})},
	)
	return group
}

// firstError returns err, or what then returns if there is none.
func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

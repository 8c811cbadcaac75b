package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mindflow/app"
)

func (c *cli) readCommands() []*cobra.Command {
	var limit, found, n int
	var why bool
	list := &cobra.Command{
		Use:   "list [QUERY]",
		Short: "List open tasks, or those a query asks for",
		Long: `List open tasks that are not put off, or those a query asks for:

  today  tomorrow  overdue  inbox  open  done  trash  snoozed  started  all
  #Project  @tag  p1  p1..p3  due<2026-12-01  due:today  start>=2026-12-01
  text:"two words"  word      a & b   a | b   !a   (a)`,
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			tasks, err := a.List(ctx, strings.Join(words, " "), limit)
			if err != nil {
				return err
			}
			return c.printTasks(tasks)
		}),
	}
	list.Flags().IntVar(&limit, "limit", 0, "at most so many (0: all)")
	search := &cobra.Command{
		Use:   "search TEXT…",
		Short: "Find tasks by words of their title or notes, the last one perhaps unfinished",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			tasks, err := a.Search(ctx, strings.Join(words, " "), found)
			if err != nil {
				return err
			}
			return c.printTasks(tasks)
		}),
	}
	search.Flags().IntVar(&found, "limit", 50, "at most so many")
	show := &cobra.Command{
		Use:   "show ID",
		Short: "Show one task whole",
		Args:  args(cobra.ExactArgs(1)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error {
			id, err := a.Resolve(ctx, words[0])
			if err != nil {
				return err
			}
			t, err := a.Task(ctx, id)
			if err != nil {
				return err
			}
			return c.printTask(t)
		}),
	}
	next := &cobra.Command{
		Use:   "next",
		Short: "Say what is best to do now, and why",
		Args:  args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			if n < 1 {
				return usageError{fmt.Errorf("-n %d: ask for at least one task", n)}
			}
			ranked, err := a.Next(ctx, n)
			if err != nil {
				return err
			}
			return c.printRanked(ranked, why)
		}),
	}
	next.Flags().IntVarP(&n, "number", "n", 1, "how many")
	next.Flags().BoolVar(&why, "why", false, "show every term of the score")
	status := &cobra.Command{
		Use:   "status",
		Short: "Show the state of this copy",
		Args:  args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			return c.printStatus(ctx, a)
		}),
	}
	return []*cobra.Command{list, search, show, next, status}
}

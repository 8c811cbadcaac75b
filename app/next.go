package app

import (
	"context"

	"mindflow/scoring"
	"mindflow/task"
)

// A Ranked is a task with its score and the reason for it. Titles in the sentences
// stand between asterisks.
type Ranked struct {
	Task    Task           `json:"task"`
	Score   float64        `json:"score"`
	Terms   []scoring.Term `json:"terms"`
	Missed  bool           `json:"missed,omitzero"` // its hard deadline has passed: decide
	Reason  string         `json:"reason"`
	Despite string         `json:"despite,omitzero"`
	Change  string         `json:"change,omitzero"` // what would put another task first
}

// planDays is how far ahead free time is worked out day by day; beyond it the
// average of a day counts.
const planDays = 60

// Next returns the tasks that are best to do now, best first, at most limit of them.
func (a *App) Next(ctx context.Context, limit int) ([]Ranked, error) {
	candidates, err := a.db.Rankable(ctx)
	if err != nil {
		return nil, err
	}
	n, err := a.names(ctx)
	if err != nil {
		return nil, err
	}
	aside, err := a.db.NotNows(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := a.Settings(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]scoring.Item, len(candidates))
	for i, t := range candidates {
		items[i] = scoring.Item{Task: t, NotNow: aside[t.ID], Weight: n.projects[t.Project].Weight}
	}
	now := a.now()
	best := scoring.Rank(scoring.Input{
		Now: now, Items: items, Profile: scoring.Defaults(),
		Free: scoring.WeeklyHours(settings.Hours, now, planDays),
	}, limit)
	ids := make([]string, len(best))
	for i, s := range best {
		ids[i] = candidates[s.Item].ID
	}
	whole, err := a.db.Tasks(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]task.Task{}
	for _, t := range whole {
		byID[t.ID] = t
	}
	ranked := []Ranked{}
	for i, s := range best {
		if t, ok := byID[ids[i]]; ok { // another process may have purged it since
			ranked = append(ranked, Ranked{n.show(t), s.Score, s.Terms[:], s.Missed, s.Reason, s.Despite, s.Change})
		}
	}
	return ranked, nil
}

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"mindflow/localdb"
	"mindflow/scoring"
	"mindflow/task"
)

// Settings are what a person has chosen. They go to all of their devices.
type Settings struct {
	Theme         string `json:"theme"` // system, light or dark
	SidebarHidden bool   `json:"sidebar_hidden"`
	Hours         Hours  `json:"hours"`
}

// Hours are the working hours of a week, by weekday from Sunday on, as minutes from
// midnight. Equal ends mean a free day.
type Hours [7]scoring.Span

// defaultHours are Monday to Friday, 9:00 to 17:00.
func defaultHours() Hours {
	var h Hours
	for day := time.Monday; day <= time.Friday; day++ {
		h[day] = scoring.Span{From: 9 * 60, To: 17 * 60}
	}
	return h
}

// Settings returns the settings, with defaults for what was not chosen.
func (a *App) Settings(ctx context.Context) (Settings, error) {
	s := Settings{Theme: "system", Hours: defaultHours()}
	for name, v := range map[string]any{"theme": &s.Theme, "sidebar_hidden": &s.SidebarHidden, "hours": &s.Hours} {
		if _, err := a.db.Setting(ctx, name, v); err != nil {
			return s, err
		}
	}
	return s, nil
}

// SetSetting sets one setting, by its name in JSON, from its value in JSON.
func (a *App) SetSetting(ctx context.Context, name string, value []byte) error {
	var v any
	switch name {
	case "theme":
		v = new(string)
	case "sidebar_hidden":
		v = new(bool)
	case "hours":
		v = new(Hours)
	default:
		return &task.InvalidError{Field: "setting", Reason: fmt.Sprintf("there is none named %q", name)}
	}
	if err := json.Unmarshal(value, v); err != nil {
		return &task.InvalidError{Field: name, Reason: "it cannot be " + string(value)}
	}
	if theme, ok := v.(*string); ok && *theme != "system" && *theme != "light" && *theme != "dark" {
		return &task.InvalidError{Field: name, Reason: "it must be system, light or dark"}
	}
	if hours, ok := v.(*Hours); ok {
		for _, span := range hours {
			if span.From < 0 || span.To > 24*60 || span.From > span.To {
				return &task.InvalidError{Field: name, Reason: "a day's hours must lie within 0:00 to 24:00, the start before the end"}
			}
		}
	}
	return a.db.SetSetting(ctx, name, v)
}

// freeToday returns the minutes of working time that are left of today.
func (a *App) freeToday(ctx context.Context) (int, error) {
	s, err := a.Settings(ctx)
	if err != nil {
		return 0, err
	}
	if s.Hours == (Hours{}) { // to the ranking, no hours at all mean that any time will do
		return 0, nil
	}
	now := a.now()
	free := scoring.WeeklyHours(s.Hours, now, 1)
	return free.Between(now, time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())), nil
}

// Welcome gives a new person three tasks that teach by being done, once, and only if
// they have none of their own. It reports whether it did.
func (a *App) Welcome(ctx context.Context) (bool, error) {
	var welcomed bool
	if _, err := a.db.Setting(ctx, "welcomed", &welcomed); err != nil || welcomed {
		return false, err
	}
	any, err := a.db.List(ctx, nil, localdb.ByCreated, 1)
	if err != nil {
		return false, err
	}
	if len(any) == 0 {
		if err := a.teach(ctx); err != nil {
			return false, err
		}
	}
	return len(any) == 0, a.db.SetSetting(ctx, "welcomed", true)
}

func (a *App) teach(ctx context.Context) error {
	lessons := []struct {
		title, notes string
		priority     task.Priority
		minutes      int
	}{
		{"Press Q and type what is on your mind", "Try: *Call the dentist tomorrow 9am ~10m @phone*. Dates, #projects, @tags, p1 to p5 and ~30m are understood as you type.", task.P1, 2},
		{"Press E to tick this one off", "Move with J and K, open with Enter, tick off with E. Ctrl+Z takes anything back.", task.P2, 1},
		{"Ask “what now?”: press G, then N", "Now shows the one task that is best to do next, and Why explains the choice.", task.P3, 2},
	}
	_, err := a.db.Edit(ctx, "welcome", func(e *localdb.Edit) error {
		e.Permanent()
		for i, l := range lessons {
			t := task.New(newID(), l.title, a.now().Add(time.Duration(i)*time.Millisecond))
			t.Description, t.Priority, t.EstimateMin = l.notes, l.priority, l.minutes
			t.Due = task.Day(a.now())
			if err := e.PutTask(t); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

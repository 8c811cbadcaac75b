package task

import (
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A Project is a list of tasks that belong together.
type Project struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Area      string    `json:"area,omitzero"`   // heading that projects are listed under
	Color     string    `json:"color,omitzero"`  // #RRGGBB
	Weight    float64   `json:"weight,omitzero"` // importance, MinWeight to MaxWeight; 0 reads as 1
	Rank      string    `json:"rank,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	DeletedAt time.Time `json:"deleted_at,omitzero"` // its tasks are hidden with it
}

// A Section is a heading within a project.
type Section struct {
	ID        string    `json:"id"`
	Project   string    `json:"project"`
	Name      string    `json:"name"`
	Rank      string    `json:"rank,omitzero"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`
}

// A Tag is a word that tasks of many projects share.
type Tag struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Color     string    `json:"color,omitzero"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`
}

// Validate returns an InvalidError for the first field that breaks its limit, or nil.
func (p *Project) Validate() error {
	if err := validateNamed("project", p.ID, p.Name, p.Color); err != nil {
		return err
	}
	if p.Area != "" {
		if err := validateLine("area", p.Area, MaxName); err != nil {
			return err
		}
	}
	if p.Weight != 0 && (p.Weight < MinWeight || p.Weight > MaxWeight) {
		return &InvalidError{"weight", fmt.Sprintf("%g is outside %g to %g", p.Weight, MinWeight, MaxWeight)}
	}
	return nil
}

// Validate returns an InvalidError for the first field that breaks its limit, or nil.
func (s *Section) Validate() error {
	if err := validateID("project", s.Project); err != nil {
		return err
	}
	return validateNamed("section", s.ID, s.Name, "")
}

// Validate returns an InvalidError for the first field that breaks its limit, or nil.
func (t *Tag) Validate() error { return validateNamed("tag", t.ID, t.Name, t.Color) }

var hexColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

func validateNamed(kind, id, name, color string) error {
	if err := validateID("id", id); err != nil {
		return err
	}
	if err := validateLine(kind, name, MaxName); err != nil {
		return err
	}
	if color != "" && !hexColor.MatchString(color) {
		return &InvalidError{"color", fmt.Sprintf("%q is not a colour as #3B5BDB", color)}
	}
	return nil
}

// Fold returns the form of a name that decides whether two names are the same:
// NFC, case folded.
func Fold(name string) string { return cases.Fold().String(norm.NFC.String(name)) }

// TagID returns the ID of the tag with the given name in a space. It is a UUIDv5 of
// the folded name, so two devices that make the same tag apart make one tag.
func TagID(space uuid.UUID, name string) string {
	return uuid.NewSHA1(space, []byte("tag:"+Fold(name))).String()
}

// ProjectID returns the ID of the project with the given name in a space, made as TagID is.
func ProjectID(space uuid.UUID, name string) string {
	return uuid.NewSHA1(space, []byte("project:"+Fold(name))).String()
}

// SectionID returns the ID of the section with the given name in a project, made as TagID is.
func SectionID(project uuid.UUID, name string) string {
	return uuid.NewSHA1(project, []byte("section:"+Fold(name))).String()
}

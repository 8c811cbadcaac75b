package quickadd

import "strings"

// A Line is one line of pasted text, without its bullet.
type Line struct {
	Depth int // 0 is a task, 1 a step of the task before it, and so on
	Text  string
}

// Lines splits pasted text into its lines that are not blank. A line is a step of the
// last one above it that is indented less.
func Lines(text string) []Line {
	var lines []Line
	var open []int // indentation of each depth down to the last line
	for raw := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		indent, rest := indentation(raw)
		if rest = unbullet(rest); rest == "" {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= indent {
			open = open[:len(open)-1]
		}
		lines = append(lines, Line{Depth: len(open), Text: rest})
		open = append(open, indent)
	}
	return lines
}

// indentation returns the width of the white space before a line, a tab being four
// wide, and the rest of the line.
func indentation(s string) (width int, rest string) {
	for i, r := range s {
		switch r {
		case ' ', '\u00A0':
			width++
		case '\t':
			width += 4 - width%4
		default:
			return width, s[i:]
		}
	}
	return width, ""
}

// unbullet drops a bullet, a number and a check box from the start of a line.
func unbullet(s string) string {
	for _, b := range [...]string{"- ", "* ", "+ ", "• ", "– "} {
		if rest, ok := strings.CutPrefix(s, b); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	if n, rest, ok := number(s); ok && n < 1000 && len(rest) > 1 && (rest[0] == '.' || rest[0] == ')') && rest[1] == ' ' {
		s = strings.TrimSpace(rest[1:])
	}
	for _, b := range [...]string{"[ ] ", "[x] ", "[X] ", "[] ", "☐ ", "☑ "} {
		if rest, ok := strings.CutPrefix(s, b); ok {
			s = rest
			break
		}
	}
	return strings.TrimSpace(s)
}

package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a run of text without white space, less the punctuation after it.
type token struct {
	start, end int
	low        string // lower case
	word              // what the locale knows about it
	comma      bool   // a comma follows directly
	stop       bool   // other punctuation follows directly
}

func (w word) has(r role) bool { return w.is&r != 0 }

// tokens splits the text.
func (l *locale) tokens(text string) []token {
	toks := make([]token, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end := i + size
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += size
		}
		toks = append(toks, l.token(text, i, end))
		i = end
	}
	return toks
}

// token makes the token of text[start:end].
func (l *locale) token(text string, start, end int) token {
	bare := start
	for bare < end-1 && text[bare] == '\\' {
		bare++
	}
	t := token{start: start, end: trimRight(text, bare, end)}
	switch {
	case t.end == end:
	case t.end == end-1 && text[t.end] == ',':
		t.comma = true
	default:
		t.stop = true
	}
	t.low = strings.ToLower(text[t.start:t.end])
	t.word = l.words[t.low]
	return t
}

// trimRight returns the end of text[start:end] without closing punctuation. A run
// of nothing else stays, and so does a bracket that the run itself opens.
func trimRight(text string, start, end int) int {
	trimmed := end
	for trimmed > start {
		r, size := utf8.DecodeLastRuneInString(text[start:trimmed])
		rest := text[start : trimmed-size]
		if !strings.ContainsRune(closing, r) || r == ')' && strings.Contains(rest, "(") ||
			r == ']' && strings.Contains(rest, "[") || r == '}' && strings.Contains(rest, "{") {
			return trimmed
		}
		trimmed -= size
	}
	return end
}

const closing = ".,;:!?…)]}'\"’”»"

// known reports whether a word, in lower case, may begin something that the grammar
// reads. Only such a word is tried, and only before such a one does a backslash
// mean anything, so what Render escapes never depends on the words around it.
func (l *locale) known(low string) bool {
	s := strings.TrimLeft(low, `\`)
	if s == "" {
		return false
	}
	if digit(s) || strings.IndexByte("#/@+!~{\"`", s[0]) >= 0 || strings.HasPrefix(s, "“") {
		return true
	}
	_, ok := l.words[s]
	return ok || priority(s) != 0
}

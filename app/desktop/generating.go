//go:build !bindings

package desktop

// generating reports whether the program runs only to have its bindings written.
const generating = false

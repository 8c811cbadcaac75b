//go:build linux

package window

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A Process is a started program, in a process group of its own together with
// whatever it starts itself.
type Process struct {
	name string
	cmd  *exec.Cmd
	out  output
	done chan struct{}
	err  error // from Wait; read it only after done
}

// start starts a program that is killed when this process dies, however it dies.
// Files of extra are 3, 4, … in the program.
func start(env []string, extra []*os.File, program string, args ...string) (*Process, error) {
	return startTee(nil, env, extra, program, args...)
}

// startTee is start with a second place for what the program prints.
func startTee(tee io.Writer, env []string, extra []*os.File, program string, args ...string) (*Process, error) {
	p := &Process{name: filepath.Base(program), cmd: exec.Command(program, args...), done: make(chan struct{})}
	p.cmd.Env = env
	p.cmd.ExtraFiles = extra
	var out io.Writer = &p.out
	if tee != nil {
		out = io.MultiWriter(&p.out, tee)
	}
	p.cmd.Stdout, p.cmd.Stderr = out, out // one value, so that exec never writes from two goroutines
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.WaitDelay = time.Second // a grandchild may hold the output open
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Pid is the process id, and the id of the process group.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Output is what the program has printed so far, at most its last 64 KiB.
func (p *Process) Output() string { return p.out.String() }

// Signal sends a signal to the program alone.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

// Wait waits until the program ends by itself and returns how it ended.
func (p *Process) Wait(limit time.Duration) error {
	select {
	case <-p.done:
	case <-time.After(limit):
		return fmt.Errorf("%s still runs after %v", p.name, limit)
	}
	return p.err
}

// End asks the program to end and, after five seconds, makes it; then it kills what
// is left of the group. It may be called more than once.
func (p *Process) End() {
	if p.cmd.Process.Signal(syscall.SIGTERM) == nil {
		select {
		case <-p.done:
		case <-time.After(5 * time.Second):
		}
	}
	// The group's id stays taken while a member lives, so this cannot reach a stranger
	// unless the group is empty, and then there is nobody to reach.
	_ = syscall.Kill(-p.Pid(), syscall.SIGKILL)
	<-p.done
}

// ended is an error that says how the program ended and what it said.
func (p *Process) ended() error {
	return fmt.Errorf("%s ended (%v): %s", p.name, p.cmd.ProcessState, p.Output())
}

// output keeps the end of what a program prints, from more than one goroutine.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	const keep = 64 << 10
	o.buf.Write(b)
	if over := o.buf.Len() - keep; over > 0 {
		o.buf.Next(over)
	}
	return len(b), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

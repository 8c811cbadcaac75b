package syncserver

import (
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"golang.org/x/time/rate"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/wire"
)

// Limits are what the server takes and gives. Every bound is here, or in wire for what
// the protocol itself fixes, and none is anywhere else.
type Limits struct {
	MessageBytes  int           // of a request, compressed and decoded alike
	ReadTimeout   time.Duration // until a request has been read whole
	WriteTimeout  time.Duration // for one message to be taken off a stream; then it is cut
	SlowAfter     time.Duration // a message that took longer ends its stream with SLOW_CONSUMER
	PageEntities  int
	PageBytes     int64
	PartBytes     int64         // of a bootstrap
	Wait          time.Duration // of a pull
	Keepalive     time.Duration
	StreamLife    time.Duration // ± a fifth, so that a restart does not bring all back at once
	StreamSpaces  int
	DeviceStreams int           // one more ends the oldest
	UserStreams   int           // one more is refused
	Poll          time.Duration // how often heads are looked at, in case a note was lost
	SessionCache  time.Duration // how long a session is taken for alive, in case a note was lost
	AccessLife    time.Duration // of an access token

	Auth     Rate // Login and Register, by address of the caller
	Refresh  Rate // Refresh and Logout, by address: the tokens cannot be guessed, and an office has one address
	Register Rate // new accounts, by address
	User     Rate // every other call, by account

	PasswordLeast, PasswordMost int // characters
	Hash                        HashCost
	Hashes                      int // at once
}

// A Rate allows Count calls in Per, and Burst at once.
type Rate struct {
	Count int
	Per   time.Duration
	Burst int
}

// DefaultLimits returns the limits of production.
func DefaultLimits() Limits {
	return Limits{
		MessageBytes: 4 << 20, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, SlowAfter: 10 * time.Second,
		PageEntities: 2000, PageBytes: 1 << 20, PartBytes: 512 << 10, Wait: 25 * time.Second,
		Keepalive: 20 * time.Second, StreamLife: 30 * time.Minute, StreamSpaces: 16, DeviceStreams: 2, UserStreams: 10,
		Poll: 5 * time.Second, SessionCache: 5 * time.Second, AccessLife: 15 * time.Minute,
		Auth: Rate{10, time.Minute, 10}, Refresh: Rate{60, time.Minute, 60}, Register: Rate{5, time.Hour, 5}, User: Rate{20, time.Second, 100},
		PasswordLeast: 10, PasswordMost: 256, Hash: HashCost{KiB: 19456, Passes: 2}, Hashes: 2 * runtime.NumCPU(),
	}
}

// message tells devices what to keep to.
func (l *Limits) message() *mindflowv1.Limits {
	return &mindflowv1.Limits{
		MessageBytes: int32(l.MessageBytes), PushSets: wire.MaxPushSets, SetWrites: wire.MaxSetWrites, SetBytes: wire.MaxSetBytes,
		ValueBytes: wire.MaxValueBytes, PageEntities: int32(l.PageEntities), PageBytes: int32(l.PageBytes), WaitMs: l.Wait.Milliseconds(),
		KeepaliveMs: l.Keepalive.Milliseconds(), StreamSpaces: int32(l.StreamSpaces),
	}
}

// life returns how long a stream lives.
func (l *Limits) life() time.Duration {
	return time.Duration(float64(l.StreamLife) * (0.8 + 0.4*rand.Float64()))
}

// A limiter counts the calls of each caller.
type limiter struct {
	Rate
	mu   sync.Mutex
	each map[string]*rate.Limiter
}

func newLimiter(r Rate) *limiter { return &limiter{Rate: r, each: map[string]*rate.Limiter{}} }

// mostCallers is how many are remembered before those who have been quiet are forgotten.
const mostCallers = 20_000

// take counts a call. When it is one too many, it returns how long to wait.
func (l *limiter) take(caller string, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.each[caller]
	if one == nil {
		if len(l.each) >= mostCallers {
			for name, other := range l.each {
				if other.TokensAt(now) >= float64(l.Burst) {
					delete(l.each, name)
				}
			}
		}
		one = rate.NewLimiter(rate.Every(l.Per/time.Duration(l.Count)), l.Burst)
		l.each[caller] = one
	}
	if one.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - one.TokensAt(now)
	return time.Duration(missing * float64(l.Per) / float64(l.Count)), false
}

// address returns who calls, for counting: the network of an IPv6 address, because one
// caller has all of it. header is that of the proxy before us, which alone can set it;
// empty without one.
func address(r *http.Request, header string) string {
	text := ""
	if header != "" {
		text = r.Header.Get(header)
	}
	if text == "" {
		text, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	if ip = ip.Unmap(); ip.Is6() {
		prefix, _ := ip.Prefix(64) // any IPv6 address has one
		return prefix.String()
	}
	return ip.String()
}

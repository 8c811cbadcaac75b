package syncserver_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/syncserver"
	"mindflow/syncserver/pgstore/pgtest"
)

// BenchmarkServer is the whole way through HTTP, on a database that waits for the disk:
// single changes over many spaces, and the time from a push on one device to the page
// on another's stream.
func BenchmarkServer(b *testing.B) {
	w := &world{t: b, db: pgtest.Start(b, true).Database(b)}
	i := w.start()
	b.Run("push", func(b *testing.B) {
		const parallel = 16
		clients := make([]*client, parallel)
		for n := range clients {
			clients[n] = i.client("h2c").register(fmt.Sprint("w", n, "-", b.N))
		}
		var left atomic.Int64
		left.Store(int64(b.N))
		var wait sync.WaitGroup
		b.ResetTimer()
		for _, c := range clients {
			wait.Go(func() {
				for left.Add(-1) >= 0 {
					if _, err := c.tryPush(c.titled("t1", "x")); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pushes/s")
	})
	b.Run("visible", func(b *testing.B) {
		name := fmt.Sprint("live", b.N)
		a := i.client("h2c").register(name)
		stream := i.client("h2c").login(name).follow(b.Context(), 0)
		stream.next()
		var took []time.Duration
		b.ResetTimer()
		for range b.N {
			began := time.Now()
			a.push(a.titled("t1", "x"))
			stream.next()
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	})
}

// BenchmarkIdleStreams is what 1,000 streams cost that only keep alive. The client's
// side is bare connections, so that what is measured is the server's.
func BenchmarkIdleStreams(b *testing.B) {
	const many = 1000
	i := newWorld(b).start(func(l *syncserver.Limits) { l.DeviceStreams, l.UserStreams = many, many })
	c := i.client("connect").register("ann")
	message, err := proto.Marshal(&mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{c.cursor(0)}})
	if err != nil {
		b.Fatal(err)
	}
	frame := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
	for b.Loop() {
		before := memory()
		conns := make([]net.Conn, many)
		for n := range conns {
			conn, err := net.Dial("tcp", strings.TrimPrefix(i.url, "http://"))
			if err != nil {
				b.Fatal(err)
			}
			fmt.Fprintf(conn, "POST /mindflow.v1.SyncService/Stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/connect+proto\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
				c.token, len(frame), frame)
			if line, err := bufio.NewReaderSize(conn, 16).ReadSlice('0'); err != nil || !strings.HasPrefix(string(line), "HTTP/1.1 20") {
				b.Fatal(string(line), err)
			}
			conns[n] = conn
		}
		time.Sleep(200 * time.Millisecond) // for the first pages
		b.ReportMetric(float64(memory()-before)/1e6, "MB")
		for _, conn := range conns {
			conn.Close()
		}
	}
}

// memory returns what is in use after a collection.
func memory() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

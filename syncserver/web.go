package syncserver

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"connectrpc.com/connect"
	"connectrpc.com/grpchealth"

	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
)

// NewHTTPServer returns the HTTP server for a Server: HTTP/1.1 and HTTP/2 without TLS,
// which is the proxy's to end. There is no limit to the time of a request as a whole,
// because streams live long; Server bounds the reading and each message.
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler: h, Protocols: &protocols, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 3 * time.Minute, MaxHeaderBytes: 32 << 10,
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: 100, MaxReceiveBufferPerConnection: 1 << 20, MaxReceiveBufferPerStream: 256 << 10},
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// routes puts the paths together.
func (s *Server) routes() http.Handler {
	options := []connect.HandlerOption{
		connect.WithReadMaxBytes(s.MessageBytes),
		connect.WithCompressMinBytes(1 << 10),
		// Pages are compressed while somebody waits for them.
		connect.WithCompression("gzip", func() connect.Decompressor { return &unzip{most: int64(s.MessageBytes) + 1} }, func() connect.Compressor {
			w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a good one
			return w
		}),
		connect.WithRecover(func(_ context.Context, spec connect.Spec, _ http.Header, reason any) error {
			s.log.Error("panic", "call", spec.Procedure, "reason", reason, "stack", string(debug.Stack()))
			return connect.NewError(connect.CodeInternal, errors.New("internal error"))
		}),
	}
	calls := http.NewServeMux()
	calls.Handle(mindflowv1connect.NewAccountServiceHandler(accountService{s}, options...))
	calls.Handle(mindflowv1connect.NewSyncServiceHandler(syncService{s}, options...))

	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /ready", s.ready)
	mux.Handle(grpchealth.NewHandler(checker{s}, options...))
	mux.Handle("/mindflow.v1.AccountService/", s.authenticate(calls))
	mux.Handle("/mindflow.v1.SyncService/", s.authenticate(calls))
	return s.bound(mux)
}

// unzip ends one byte beyond the limit, which connect then refuses: by itself it would
// unpack the whole of a bomb, to say how large it is.
type unzip struct {
	gzip.Reader
	most, left int64
}

func (u *unzip) Reset(r io.Reader) error {
	u.left = u.most
	return u.Reader.Reset(r)
}

func (u *unzip) Read(p []byte) (int, error) {
	if u.left == 0 {
		return 0, io.EOF
	}
	n, err := u.Reader.Read(p[:min(int64(len(p)), u.left)])
	u.left -= int64(n)
	return n, err
}

// bound limits how much is read of a request, and for how long.
func (s *Server) bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		connection := http.NewResponseController(w)
		connection.SetReadDeadline(time.Now().Add(s.ReadTimeout)) // a connection that cannot has no slow body either
		const frame = 1 << 10                                     // around the message
		r.Body = &body{http.MaxBytesReader(w, r.Body, int64(s.MessageBytes)+frame), connection, w.Header()}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), connectionKey, connection)))
	})
}

// A body takes the deadline back once it has been read: the answer may take longer. A
// connection with a body that was not read to its end is not used again, or the rest
// could be taken for another request.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	reply      http.Header
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		b.connection.SetReadDeadline(time.Time{})
	case err != nil:
		b.reply.Set("Connection", "close")
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = slowError{}
		}
	}
	return n, err
}

// A slowError reports a body that took too long, without the addresses that the error
// of the network holds.
type slowError struct{}

func (slowError) Error() string { return "the request came too slowly" }
func (slowError) Unwrap() error { return os.ErrDeadlineExceeded }

// connectionOf returns what sets the deadlines of a call.
func connectionOf(ctx context.Context) *http.ResponseController {
	return ctx.Value(connectionKey).(*http.ResponseController)
}

// ready says whether this instance should get calls.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if !s.serves(ctx) {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ready\n")
}

func (s *Server) serves(ctx context.Context) bool { return !s.down.Load() && s.store.Ping(ctx) == nil }

// A checker is ready as gRPC asks for it.
type checker struct{ *Server }

// Check answers for the server as a whole and for each service.
func (c checker) Check(ctx context.Context, r *grpchealth.CheckRequest) (*grpchealth.CheckResponse, error) {
	switch r.Service {
	case "", mindflowv1connect.AccountServiceName, mindflowv1connect.SyncServiceName:
	default:
		return nil, connect.NewError(connect.CodeNotFound, errors.New("unknown service"))
	}
	if !c.serves(ctx) {
		return &grpchealth.CheckResponse{Status: grpchealth.StatusNotServing}, nil
	}
	return &grpchealth.CheckResponse{Status: grpchealth.StatusServing}, nil
}

// Package mindflowv1connect holds the clients and handlers of the sync protocol's
// services, generated from sync/proto/mindflow/v1, where each call is documented.
//
// It knows how a call travels and nothing of what it does. Its one rule: nothing here but
// this file is written by hand; make generate writes it anew and fails where that is not
// what is committed.
package mindflowv1connect

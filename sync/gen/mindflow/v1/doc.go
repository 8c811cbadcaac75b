// Package mindflowv1 holds the messages of the sync protocol, generated from
// sync/proto/mindflow/v1, where each is documented.
//
// It knows how a message is written as bytes and nothing of what may stand in it:
// sync/wire checks that. Its one rule: nothing here but this file is written by hand;
// make generate writes it anew and fails where that is not what is committed.
package mindflowv1

package wire

import (
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
)

// ReadAcks reads the answers to a push. A status of a newer version reads as a gap, which
// makes the device push again; a reason of a newer version as none, and the detail says
// what it is.
func ReadAcks(ms []*mindflowv1.Ack) ([]merge.Ack, error) {
	acks := make([]merge.Ack, len(ms))
	for i, m := range ms {
		var err error
		if acks[i], err = readAck(m); err != nil {
			return nil, within("acks", i, err)
		}
	}
	return acks, nil
}

func readAck(m *mindflowv1.Ack) (merge.Ack, error) {
	a := merge.Ack{Seq: m.GetDseq(), Detail: m.GetDetail()}
	if a.Seq < 1 {
		return a, invalid("dseq", "%d, the first is 1", a.Seq)
	}
	if err := text("detail", a.Detail); err != nil {
		return a, err
	}
	switch m.GetStatus() {
	case mindflowv1.AckStatus_ACK_STATUS_APPLIED:
		a.Status = merge.Applied
	case mindflowv1.AckStatus_ACK_STATUS_DUPLICATE:
		a.Status = merge.Duplicate
	case mindflowv1.AckStatus_ACK_STATUS_REJECTED:
		a.Status = merge.Rejected
	}
	if a.Status == merge.Rejected {
		switch m.GetReason() {
		case mindflowv1.RejectReason_REJECT_REASON_INVALID:
			a.Reason = merge.Invalid
		case mindflowv1.RejectReason_REJECT_REASON_TOO_LARGE:
			a.Reason = merge.TooLarge
		case mindflowv1.RejectReason_REJECT_REASON_QUOTA:
			a.Reason = merge.Quota
		case mindflowv1.RejectReason_REJECT_REASON_FORBIDDEN:
			a.Reason = merge.Forbidden
		}
	}
	var err error
	a.Corrections, err = records("corrections", m.GetCorrections())
	return a, err
}

// Acks writes the answers to a push.
func Acks(acks []merge.Ack) []*mindflowv1.Ack {
	ms := make([]*mindflowv1.Ack, len(acks))
	for i, a := range acks {
		ms[i] = &mindflowv1.Ack{
			Dseq: a.Seq, Status: statuses[a.Status], Reason: reasons[a.Reason], Detail: a.Detail, Corrections: Records(a.Corrections),
		}
	}
	return ms
}

var statuses = [...]mindflowv1.AckStatus{
	merge.Gap:       mindflowv1.AckStatus_ACK_STATUS_GAP,
	merge.Applied:   mindflowv1.AckStatus_ACK_STATUS_APPLIED,
	merge.Duplicate: mindflowv1.AckStatus_ACK_STATUS_DUPLICATE,
	merge.Rejected:  mindflowv1.AckStatus_ACK_STATUS_REJECTED,
}

var reasons = [...]mindflowv1.RejectReason{
	merge.NoReason:  mindflowv1.RejectReason_REJECT_REASON_UNSPECIFIED,
	merge.Invalid:   mindflowv1.RejectReason_REJECT_REASON_INVALID,
	merge.TooLarge:  mindflowv1.RejectReason_REJECT_REASON_TOO_LARGE,
	merge.Quota:     mindflowv1.RejectReason_REJECT_REASON_QUOTA,
	merge.Forbidden: mindflowv1.RejectReason_REJECT_REASON_FORBIDDEN,
}

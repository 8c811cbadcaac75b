package importers

func looksLikeTodoist(head []byte) bool     { return false }
func (r *reader) todoist(data []byte) error { return nil }

package scoring

func (r *ranking) explain(best []place, pos int) Scored {
	p := &best[pos]
	it, f := &r.in.Items[p.item], &r.facts[p.item]
	v := r.values(it, f, p.item)
	pts, sum := r.points(v)
	s := Scored{Item: int(p.item), Score: sum, Missed: f.missed}
	for i := range s.Terms {
		s.Terms[i] = Term{Name: TermName(i), Value: v[i] + 0, Weight: r.theta[i], Points: pts[i]}
	}
	return s
}

package livemaps

import "context"

func (p *program) name(ctx context.Context, found []*foundMap) error {
	return p.walk(ctx)
}

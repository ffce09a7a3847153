package sessions_test

import (
	"testing"
	"time"

	"example.com/hosts/sessions"
)

func TestOutside(t *testing.T) {
	s := sessions.NewStore()
	s.Login("1", "a", time.Time{})
	s.Expire(time.Now())
	if n, _ := s.Len(); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

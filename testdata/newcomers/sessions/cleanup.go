package sessions

import "time"

func (s *Store) cleanup() {
	for {
		time.Sleep(time.Minute)
		s.removeExpired(time.Now())
	}
}

func (s *Store) removeExpired(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, sess := range s.byID {
		if now.After(sess.Expires) {
			delete(s.byID, id)
			if s.logins[sess.User]--; s.logins[sess.User] == 0 {
				delete(s.logins, sess.User)
			}
		}
	}
}

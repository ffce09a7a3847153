// Package hub passes chat messages between clients.
package hub

import (
	"net"
	"time"
)

type Client struct {
	name string
	conn net.Conn
	send chan []byte
}

type member struct {
	room   string
	joined time.Time
}

type Hub struct {
	clients    map[*Client]bool  // want: low: each client has a connection and a channel
	members    map[string]member // want: reported: the event loop deletes what leaves
	lastWords  map[string]string // want: reported: idle rooms are deleted in a loop
	register   chan *Client
	unregister chan *Client
	broadcast  chan message
}

type message struct {
	from *Client
	room string
	text []byte
}

func NewHub() *Hub {
	return &Hub{
		clients:    make(map[*Client]bool),
		members:    make(map[string]member),
		lastWords:  make(map[string]string),
		register:   make(chan *Client),
		unregister: make(chan *Client),
		broadcast:  make(chan message, 64),
	}
}

func (h *Hub) Run() {
	for {
		select {
		case c := <-h.register:
			h.clients[c] = true
			h.members[c.name] = member{room: "lobby", joined: time.Now()}
		case c := <-h.unregister:
			if _, ok := h.clients[c]; ok {
				h.drop(c)
			}
		case m := <-h.broadcast:
			h.lastWords[m.room] = string(m.text)
			for c := range h.clients {
				select {
				case c.send <- m.text:
				default:
					h.drop(c)
				}
			}
			h.forgetIdleRooms()
		}
	}
}

func (h *Hub) drop(c *Client) {
	delete(h.clients, c)
	delete(h.members, c.name)
	close(c.send)
	c.conn.Close()
}

func (h *Hub) forgetIdleRooms() {
	busy := make(map[string]bool) // want: silent: nothing removes from it
	for _, m := range h.members {
		busy[m.room] = true
	}
	for room := range h.lastWords {
		if !busy[room] {
			delete(h.lastWords, room)
		}
	}
}

func (h *Hub) Join(name string, conn net.Conn) *Client {
	c := &Client{name: name, conn: conn, send: make(chan []byte, 16)}
	h.register <- c
	go func() {
		for b := range c.send {
			conn.Write(b)
		}
	}()
	return c
}

func (h *Hub) Say(c *Client, room, text string) { h.broadcast <- message{c, room, []byte(text)} }

func (h *Hub) Leave(c *Client) { h.unregister <- c }

/*
mapshrink: find maps that keep their memory after their entries are deleted
*/
package mapshrink

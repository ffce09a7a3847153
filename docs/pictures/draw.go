package main

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The colours stand on a white ground of their own, so that the pictures look
// the same on a light and on a dark page.
var (
	keeps = color.NRGBA{0xc2, 0x41, 0x0c, 0xff}
	frees = color.NRGBA{0x1d, 0x6f, 0xb8, 0xff}
	ink   = color.NRGBA{0x1f, 0x23, 0x28, 0xff}
	faint = color.NRGBA{0x59, 0x63, 0x6e, 0xff}
	rule  = color.NRGBA{0xdd, 0xe1, 0xe6, 0xff}
)

const (
	width  = 720 * vg.Length(1) // points, which a page shows as about 800 pixels
	margin = 16 * vg.Length(1)
	top    = 70 * vg.Length(1) // for the title and the line below it
	ceil   = 45                // MB, the upper end of all scales
	mb     = 1e6
)

// overTime draws one panel for each of four ways, with the newest Go: the
// live heap while the map fills, is swept and lives on.
func overTime(runs []measurement) ([]byte, error) {
	var panels []*plot.Plot
	for _, w := range []way{deleteAll, cleared, rebuilt, set} {
		h := find(runs, newest(runs), w)
		line, err := plotter.NewLine(timeline(h))
		if err != nil {
			return nil, err
		}
		stays := float64(h.Later[len(h.Later)-1]) / mb
		line.Color = colorOf(h)
		line.FillColor = pale(line.Color)
		line.Width = 1.5
		p := panel(w.title)
		p.X.Min, p.X.Max = 0, 20
		p.X.Tick.Marker = plot.ConstantTicks{{Value: 5, Label: "inserts"}, {Value: 15, Label: "after the sweep"}}
		kept, err := label(15, stays+1.5, amount(stays)+" MB", 13, line.Color)
		if err != nil {
			return nil, err
		}
		p.Add(line, kept)
		panels = append(panels, p)
	}
	return figure("delete and clear keep a map's memory; a new map, or nil, gives it back",
		fmt.Sprintf("Live heap in MB: map[uint64]uint64, 1,000,000 entries, then all or 99%% of them removed. %s, linux/amd64", name(newest(runs))),
		1, 4, 190, panels)
}

// timeline returns the heap after each step; the sweep takes no time.
func timeline(h *heap) plotter.XYs {
	xys := plotter.XYs{{X: 0, Y: 0}}
	for _, bytes := range h.Fill {
		xys = append(xys, plotter.XY{X: float64(len(xys)), Y: float64(bytes) / mb})
	}
	swept := float64(len(xys) - 1)
	xys = append(xys, plotter.XY{X: swept, Y: float64(h.Swept) / mb})
	for i, bytes := range h.Later {
		xys = append(xys, plotter.XY{X: swept + float64(i+1), Y: float64(bytes) / mb})
	}
	return xys
}

// byVersion draws one panel for each way: what stays, by version of Go.
func byVersion(runs []measurement) ([]byte, error) {
	var panels []*plot.Plot
	for _, w := range ways {
		p := panel(w.title)
		var ticks []plot.Tick
		for i, version := range versions(runs) {
			h := find(runs, version, w)
			stays := float64(h.Swept) / mb
			bar, err := plotter.NewBarChart(plotter.Values{stays}, 17)
			if err != nil {
				return nil, err
			}
			bar.XMin = float64(i)
			bar.Color = colorOf(h)
			bar.LineStyle.Width = 0
			kept, err := label(float64(i), max(stays, 0)+1, amount(stays), 10, bar.Color)
			if err != nil {
				return nil, err
			}
			p.Add(bar, kept)
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: minor(version)})
		}
		p.X.Min, p.X.Max = -0.6, float64(len(ticks))-0.4
		p.X.Tick.Marker = plot.ConstantTicks(ticks)
		panels = append(panels, p)
	}
	return figure("Every version of Go keeps the table; since 1.25 maps.Clone keeps it, too",
		"Live heap in MB: map[uint64]uint64, 1,000,000 entries, after all or 99% of them are removed. linux/amd64",
		2, 3, 160, panels)
}

// panel returns an empty plot in the common style.
func panel(title string) *plot.Plot {
	p := plot.New()
	for _, style := range []*text.Style{&p.Title.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label} {
		style.Font.Variant = "Sans"
	}
	p.BackgroundColor = color.Transparent
	p.Title.Text = title
	p.Title.TextStyle.Color = ink
	p.Title.TextStyle.Font.Size = 12
	p.Title.TextStyle.Font.Weight = font.WeightBold
	p.Title.Padding = 4
	p.Y.Min, p.Y.Max = 0, ceil
	p.Y.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: "0"}, {Value: 20, Label: "20"}, {Value: 40, Label: "40"}}
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Padding = 0
		axis.LineStyle.Width = 0
		axis.Tick.Length = 0
		axis.Tick.Label.Color = faint
		axis.Tick.Label.Font.Size = 10.5
	}
	p.X.LineStyle.Width = 1
	p.X.LineStyle.Color = faint
	p.X.Tick.Label.YAlign = -1.25 // below the line of the axis, not on it
	p.Y.Padding = 4
	grid := plotter.NewGrid()
	grid.Vertical.Color = nil
	grid.Horizontal.Color = rule
	p.Add(grid)
	return p
}

// label returns a text that is centred above a point.
func label(x, y float64, s string, size vg.Length, c color.Color) (*plotter.Labels, error) {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{s}})
	if err != nil {
		return nil, err
	}
	l.TextStyle[0].Font.Variant = "Sans"
	l.TextStyle[0].Font.Size = size
	l.TextStyle[0].Font.Weight = font.WeightBold
	l.TextStyle[0].Color = c
	l.TextStyle[0].XAlign = text.XCenter
	return l, nil
}

// figure lays panels out in rows below a title and returns the SVG.
func figure(title, subtitle string, rows, cols int, height vg.Length, panels []*plot.Plot) ([]byte, error) {
	canvas := vgsvg.New(width, top+vg.Length(rows)*height+margin)
	c := draw.New(canvas)
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())

	style := panels[0].Title.TextStyle
	style.XAlign, style.YAlign = text.XLeft, text.YTop
	style.Font.Size = 16
	c.FillText(style, vg.Point{X: margin, Y: c.Max.Y - margin}, title)
	style.Font.Size = 11
	style.Font.Weight = font.WeightNormal
	style.Color = faint
	c.FillText(style, vg.Point{X: margin, Y: c.Max.Y - margin - 22}, subtitle)

	grid := make([][]*plot.Plot, rows)
	for i := range grid {
		grid[i] = panels[i*cols : (i+1)*cols]
	}
	tiles := draw.Tiles{
		Rows: rows, Cols: cols,
		PadX: 14, PadY: 24, PadTop: top, PadBottom: margin, PadLeft: margin, PadRight: margin,
	}
	for i, row := range plot.Align(grid, tiles, c) {
		for j, tile := range row {
			grid[i][j].Draw(tile)
		}
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, err
	}
	return portable(out.Bytes()), nil
}

// portable names the fonts that a browser is likely to have beside the one
// that the texts were measured with: their letters have the same widths.
func portable(svg []byte) []byte {
	return bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Helvetica,Arial,Liberation Sans,sans-serif;"))
}

func colorOf(h *heap) color.NRGBA {
	if h.Swept > h.full()/2 {
		return keeps
	}
	return frees
}

func pale(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	mix := func(v uint32) uint8 { return uint8((v>>8 + 4*0xff) / 5) }
	return color.NRGBA{mix(r), mix(g), mix(b), 0xff}
}

// amount writes MB as in 36.1, and less than a twentieth as 0.
func amount(mb float64) string {
	if mb < 0.05 {
		return "0"
	}
	return fmt.Sprintf("%.1f", mb)
}

// name returns "Go 1.26.8" for go1.26.8, and minor "1.26".
func name(version string) string { return "Go " + strings.TrimPrefix(version, "go") }

func minor(version string) string {
	parts := strings.Split(strings.TrimPrefix(version, "go"), ".")
	return strings.Join(parts[:2], ".")
}

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// A story is what docs/heap.md tells of: the live heap of one load before and
// after a fix, as testdata/story prints it.
type story struct {
	Go            string // as in go1.26.8
	Before, After []moment
}

// A moment is the milliseconds since the start, and the live heap in bytes.
type moment [2]int64

// loadStory reads a story and checks that both series are there.
func loadStory(name string) (*story, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var s story
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(s.Before) == 0 || len(s.After) == 0 {
		return nil, fmt.Errorf("%s needs the heap before and after", name)
	}
	return &s, nil
}

// storyPictures returns the pictures before and after the fix. Their axes are
// the same.
func storyPictures(s *story) (before, after []byte, err error) {
	before, err = storyPicture(s.Go, s.Before, "Before the fix: the map keeps its tables")
	if err != nil {
		return nil, nil, err
	}
	after, err = storyPicture(s.Go, s.After, "After the fix: the sweep moves what is left to a new map")
	return before, after, err
}

func storyPicture(version string, moments []moment, title string) ([]byte, error) {
	const seconds, height, gap = 30.2, 550, 12
	var xys plotter.XYs
	var peak plotter.XY
	for _, m := range moments {
		xy := plotter.XY{X: float64(m[0]) / 1000, Y: float64(m[1]) / mb}
		if xy.Y > peak.Y {
			peak = xy
		}
		xys = append(xys, xy)
	}
	line, err := plotter.NewLine(xys)
	if err != nil {
		return nil, err
	}
	stays := xys[len(xys)-1].Y
	line.Color = frees
	if stays > peak.Y/20 {
		line.Color = keeps
	}
	line.FillColor = pale(line.Color)
	line.Width = 1.5
	most, err := label(peak.X, peak.Y+gap, amount(peak.Y)+" MB", 13, line.Color)
	if err != nil {
		return nil, err
	}
	kept, err := label(25, stays+gap, amount(stays)+" MB", 13, line.Color)
	if err != nil {
		return nil, err
	}
	p := panel("")
	p.X.Min, p.X.Max = 0, seconds
	p.X.Tick.Marker = plot.ConstantTicks{
		{Value: 2.5, Label: "a million pairs"}, {Value: 8, Label: "ten seconds"}, {Value: 13.5, Label: "swept"}, {Value: 25, Label: "a hundred pairs a second"},
	}
	p.Y.Max = height
	p.Y.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: "0"}, {Value: 250, Label: "250"}, {Value: 500, Label: "500"}}
	p.Add(line, most, kept)
	return figure(title,
		fmt.Sprintf("Live heap in MB over 30 seconds: nathole.Analyzer of frp. %s, linux/amd64", name(version)),
		1, 1, 200, []*plot.Plot{p})
}

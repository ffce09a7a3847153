package constants

import "testing"

const (
	labelA Label = "a"
	labelB Label = "b"
)

func TestLabels(t *testing.T) {
	NewLabels().See(labelA + labelB)
}

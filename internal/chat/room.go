package chat

// ErrNoRoom answers what would fill a disk that is nearly full. Reading and deleting
// go on.
var ErrNoRoom = Limited("the server's disk is nearly full: nothing more can be taken now")

// How much must be left on the disk, in bytes, for what makes it fuller.
const (
	roomForFiles    = 512 << 20
	roomForMessages = 64 << 20
)

// WithSpace is the same desk that takes no files when less than 512 MiB are free, and
// no messages and requests below 64 MiB. free tells how many bytes are.
func (d *Desk) WithSpace(free func() (int64, error)) *Desk {
	other := *d
	other.free = free
	return &other
}

// room refuses what needs more room than is left.
func (d *Desk) room(need int64) error {
	if d.free == nil {
		return nil
	}
	free, err := d.free()
	if err == nil && free < need {
		err = ErrNoRoom
	}
	return err
}

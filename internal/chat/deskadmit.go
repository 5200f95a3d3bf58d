package chat

import "context"

// admit refuses a chat that nobody would come to take. One whose department does not
// take it may go elsewhere at once, which is told by the entries.
func (w *work) admit(ctx context.Context, r *Running) ([]Entry, error) {
	if r.State == AtBot {
		return nil, nil
	}
	if r.Chat.DepartmentID == (GUID{}) {
		if !w.floor.Staffed(r.Chat, w.now) {
			return nil, ErrNobodyThere
		}
		return nil, w.refuseFull()
	}
	if err := w.readDepartments(ctx); err != nil {
		return nil, err
	}
	d := w.floor.Departments[r.Chat.DepartmentID]
	if d == nil {
		return nil, ErrNobodyThere
	}
	r.waitFor(d, w.now)
	cause := w.floor.takes(d, r.Chat.SkillID, w.now)
	if cause == nil {
		return nil, w.refuseFull()
	}
	to, past, _ := w.floor.elsewhere(r, w.now)
	if to == nil {
		return nil, cause
	}
	if err := w.refuseFull(); err != nil {
		return nil, err
	}
	return r.OverflowTo(to, past, w.now)
}

// refuseFull holds the site to the number of chats that wait.
func (w *work) refuseFull() error {
	if w.floor.crowded() {
		return ErrQueueFull
	}
	return nil
}

// lookElsewhere reads where chats can go when one of those that wait is to go.
func (w *work) lookElsewhere(ctx context.Context) error {
	for _, r := range w.floor.Waiting {
		if w.floor.Overflows(r, w.now) {
			return w.readDepartments(ctx)
		}
	}
	return nil
}

// readDepartments reads the departments that chats are routed to, unless it was done.
func (w *work) readDepartments(ctx context.Context) error {
	if w.floor.Departments != nil {
		return nil
	}
	all, err := w.Records().Resources(ctx, Departments)
	if err != nil {
		return err
	}
	w.floor.Departments = map[GUID]*Department{}
	for _, r := range all {
		if d, ok := r.(*Department); ok && !d.NotInLiveChat {
			w.floor.Departments[d.ID] = d
		}
	}
	return nil
}

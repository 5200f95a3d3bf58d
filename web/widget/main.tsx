import { render } from "preact";
import "./style.css";

function Chat() {
	return <main>Chat</main>;
}

render(<Chat />, document.body);

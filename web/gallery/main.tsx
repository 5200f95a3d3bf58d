import { render } from "preact";

function Gallery() {
	return <main>Gallery</main>;
}

render(<Gallery />, document.body);

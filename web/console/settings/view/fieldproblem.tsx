// What is wrong with a group of fields, where no single control can show it.
interface Props {
	readonly error: string | undefined;
}

/** Says it, as soon as there is something. */
export function FieldProblem({ error }: Props) {
	return error === undefined ? null : (
		<p role="alert" className="fieldproblem">
			{error}
		</p>
	);
}

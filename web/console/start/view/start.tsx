// How to begin: the site's name, the widget's look, its code, colleagues. Each step can be passed
// over and come back to; the last one takes the guide away.
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { Head } from "../../settings/view/head.tsx";
import { Loaded } from "../../settings/view/loaded.tsx";
import { after, type StepName, steps } from "../model/steps.ts";
import { useSite } from "../run/site.ts";
import { Done } from "./done.tsx";
import { Install } from "./install.tsx";
import { LookStep } from "./look.tsx";
import { NameStep } from "./name.tsx";
import { Team } from "./team.tsx";
import "./start.css";

/** The page. */
export function Start() {
	const t = useTexts("start");
	const site = useSite();
	const [now, setNow] = useState<StepName>("name");
	const [passed, setPassed] = useState<ReadonlySet<StepName>>(new Set());
	const next = () => {
		setPassed(new Set(passed).add(now));
		setNow(after(now));
	};
	return (
		<>
			<Head title={t("start.title")} lead={t("start.lead")} />
			<Loaded query={site}>
				{(given) => (
					<ol className="startsteps">
						{steps.map((step, i) => (
							<Step
								key={step}
								name={step}
								number={i + 1}
								open={step === now}
								passed={passed.has(step)}
								choose={() => setNow(step)}
							>
								{step === "name" && <NameStep site={given} next={next} />}
								{step === "look" && <LookStep site={given.name} next={next} />}
								{step === "install" && <Install next={next} />}
								{step === "team" && <Team next={next} />}
								{step === "done" && <Done />}
							</Step>
						))}
					</ol>
				)}
			</Loaded>
		</>
	);
}

interface StepProps {
	readonly name: StepName;
	readonly number: number;
	readonly open: boolean;
	readonly passed: boolean;
	readonly choose: () => void;
	readonly children: ReactNode;
}

function Step({ name, number, open, passed, choose, children }: StepProps) {
	const t = useTexts("start");
	const body = useRef<HTMLDivElement>(null);
	const wasOpen = useRef(open);
	useEffect(() => {
		if (open && !wasOpen.current) {
			body.current?.focus();
		}
		wasOpen.current = open;
	}, [open]);
	return (
		<li data-open={open}>
			<h2>
				<button type="button" aria-expanded={open} onClick={choose}>
					<span className="stepmark" data-passed={passed} aria-hidden>
						{passed ? <IconCheck size={16} /> : number}
					</span>
					{t(`step.${name}`)}
				</button>
			</h2>
			{open && (
				<div className="stepbody" ref={body} tabIndex={-1}>
					{children}
				</div>
			)}
		</li>
	);
}

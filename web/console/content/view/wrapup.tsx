// Wrap-up categories: what agents choose from when a chat is over.
import type { PageProps } from "../../settings/view/pages.ts";
import { CategoryForm } from "./categoryform.tsx";
import { CategoryList } from "./categorylist.tsx";
import "./content.css";

/** All of them in their order, or one with its options. */
export function Wrapup({ id }: PageProps) {
	return id === undefined ? <CategoryList /> : <CategoryForm id={id} />;
}

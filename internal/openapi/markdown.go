package openapi

import (
	"html/template"
	"strings"
)

// markdown turns the few things that descriptions are written with into HTML:
// paragraphs, lists with dashes, tables, and `code`. Everything else is text.
func markdown(text string) template.HTML {
	var b strings.Builder
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		switch {
		case lines[0] == "":
		case strings.HasPrefix(lines[0], "- "):
			b.WriteString("<ul>")
			for _, l := range lines {
				b.WriteString("<li>" + inline(strings.TrimPrefix(l, "- ")) + "</li>")
			}
			b.WriteString("</ul>")
		case strings.HasPrefix(lines[0], "|") && len(lines) > 2:
			table(&b, lines)
		default:
			b.WriteString("<p>" + inline(strings.Join(lines, " ")) + "</p>")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // inline escapes
}

// inline escapes a text and sets what stands between backquotes as code.
func inline(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		escaped := template.HTMLEscapeString(part)
		if i%2 == 1 {
			escaped = "<code>" + escaped + "</code>"
		}
		b.WriteString(escaped)
	}
	return b.String()
}

func table(b *strings.Builder, lines []string) {
	b.WriteString(`<div class="wide"><table>`)
	for i, l := range lines {
		if i == 1 {
			continue // the rule below the head
		}
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for c := range strings.SplitSeq(strings.Trim(l, "|"), "|") {
			b.WriteString("<" + cell + ">" + inline(strings.TrimSpace(c)) + "</" + cell + ">")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></div>")
}

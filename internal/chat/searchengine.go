package chat

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// searchEngines are the engines that are known by a label of their host name, with
// the parameter that has the words.
var searchEngines = map[string]string{
	"google": "q", "bing": "q", "duckduckgo": "q", "ecosia": "q", "qwant": "q", "startpage": "query", "ask": "q",
	"yahoo": "p", "yandex": "text", "baidu": "wd", "naver": "query", "sogou": "query", "seznam": "q", "brave": "q",
}

// searched tells which search engine a referrer is of, and what was looked for. Most
// engines keep the words to themselves. The id is made of the engine's name, since
// the API has no list of engines.
func searched(referrer string) (engine GUID, words string, ok bool) {
	name, words := searchEngine(referrer)
	if name == "" {
		return GUID{}, "", false
	}
	return uuid.NewSHA1(uuid.NameSpaceDNS, []byte(name)), words, true
}

func searchEngine(referrer string) (name, words string) {
	u, err := url.Parse(referrer)
	if err != nil {
		return "", ""
	}
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	i := slices.IndexFunc(labels, func(label string) bool { return searchEngines[label] != "" })
	if i < 0 || i == len(labels)-1 { // a top-level domain of this name is no engine
		return "", ""
	}
	return labels[i], u.Query().Get(searchEngines[labels[i]])
}

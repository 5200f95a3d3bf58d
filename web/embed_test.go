package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// built is a front end as the build leaves it.
func built() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"placeholder.txt":      "says how to build",
		"widget.js":            "the loader",
		"widget.js.br":         "loader in brotli",
		"widget.js.gz":         "loader in gzip",
		"comm100.js":           "other names",
		"widget/index.html":    "<title>widget</title>",
		"widget/assets/a-1.js": "the widget",

		"widget/preview/index.html":    "<title>preview</title>",
		"widget/preview/window.html":   "<title>window</title>",
		"widget/preview/assets/p-1.js": "the preview",

		"console/index.html":    "<title>console</title>",
		"console/assets/c-1.js": "the console",
		"demo/index.html":       "<title>shop</title>",
		"demo/product.html":     "<title>product</title>",
		"demo/assets/shop.css":  "body{}",
		"gallery/index.html":    "<title>gallery</title>",
	} {
		files["dist/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// pages are those of the front end above; each test changes what it is about.
func pages(t *testing.T, change func(o *Options, files fstest.MapFS)) *Pages {
	t.Helper()
	o := Options{
		Origins: func(context.Context, int64, string) ([]string, error) { return nil, nil },
		Demo:    true,
		Log:     slog.New(slog.DiscardHandler),
	}
	files := built()
	if change != nil {
		change(&o, files)
	}
	p, err := newPages(o, files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func get(t *testing.T, p *Pages, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("%s: X-Content-Type-Options is %q", target, got)
	}
	if got := w.Header().Get("Referrer-Policy"); got != "strict-origin-when-cross-origin" {
		t.Errorf("%s: Referrer-Policy is %q", target, got)
	}
	return w
}

func TestAddressesAnswerWhatWasBuilt(t *testing.T) {
	t.Parallel()
	p := pages(t, nil)
	for target, want := range map[string]struct{ content, kind, cache string }{
		"/widget.js":                    {"the loader", "text/javascript; charset=utf-8", keepAWhile},
		"/comm100.js":                   {"other names", "text/javascript; charset=utf-8", keepAWhile},
		"/widget/?site=10000":           {"<title>widget</title>", "text/html; charset=utf-8", keepNothing},
		"/widget/assets/a-1.js":         {"the widget", "text/javascript; charset=utf-8", keepForEver},
		"/widget/preview/":              {"<title>preview</title>", "text/html; charset=utf-8", askEachTime},
		"/widget/preview/window.html":   {"<title>window</title>", "text/html; charset=utf-8", askEachTime},
		"/widget/preview/assets/p-1.js": {"the preview", "text/javascript; charset=utf-8", keepForEver},
		"/console/":                     {"<title>console</title>", "text/html; charset=utf-8", askEachTime},
		"/console/history/17?x=y":       {"<title>console</title>", "text/html; charset=utf-8", askEachTime},
		"/console/assets/c-1.js":        {"the console", "text/javascript; charset=utf-8", keepForEver},
		"/demo/":                        {"<title>shop</title>", "text/html; charset=utf-8", askEachTime},
		"/demo/product.html":            {"<title>product</title>", "text/html; charset=utf-8", askEachTime},
		"/demo/assets/shop.css":         {"body{}", "text/css; charset=utf-8", keepForEver},
		"/gallery/?state=everything":    {"<title>gallery</title>", "text/html; charset=utf-8", askEachTime},
	} {
		w := get(t, p, target)
		if w.Code != http.StatusOK || w.Body.String() != want.content {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
		if got := w.Header().Get("Content-Type"); got != want.kind {
			t.Errorf("%s: Content-Type is %q", target, got)
		}
		if got := w.Header().Get("Cache-Control"); got != want.cache {
			t.Errorf("%s: Cache-Control is %q", target, got)
		}
	}
}

func TestWhatWasNotBuiltIsNotFound(t *testing.T) {
	t.Parallel()
	p := pages(t, nil)
	for _, target := range []string{
		"/widget/index.html?site=1", "/widget/assets/", "/widget/../embed.go", "/widget.js.br",
		"/widget/placeholder.txt", "/console/assets/other.js", "/demo/index.html", "/demo/other.html",
	} {
		if w := get(t, p, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestOnlyADemoHasAShopAndAGallery(t *testing.T) {
	t.Parallel()
	p := pages(t, func(o *Options, _ fstest.MapFS) { o.Demo = false })
	for path, want := range map[string]bool{
		"/widget.js": true, "/comm100.js": true, "/widget/": true, "/widget": true, "/widget/assets/a-1.js": true, "/console": true, "/console/work": true, "/consoles": false,
		"/demo/": false, "/gallery/": false, "/": false, "/v4/x": false, "/widgets": false,
	} {
		if got := p.Serves(path); got != want {
			t.Errorf("Serves(%q) is %v", path, got)
		}
	}
	if w := get(t, p, "/demo/"); w.Code != http.StatusNotFound {
		t.Errorf("/demo/ without a demo: %d", w.Code)
	}
}

func TestWithoutABuildEveryPageSaysSo(t *testing.T) {
	t.Parallel()
	p := pages(t, func(_ *Options, files fstest.MapFS) {
		for name := range files {
			if name != "dist/placeholder.txt" {
				delete(files, name)
			}
		}
	})
	for _, target := range []string{"/widget.js", "/widget/?site=1", "/console/", "/demo/", "/gallery/"} {
		if w := get(t, p, target); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestWhatIsEmbeddedCanBeRead(t *testing.T) {
	t.Parallel()
	if _, err := New(Options{}); err != nil {
		t.Error(err)
	}
}

func TestFoldersAreLedToTheirPages(t *testing.T) {
	t.Parallel()
	p := pages(t, nil)
	for _, path := range []string{"/demo", "/gallery", "/console"} {
		if w := get(t, p, path); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != path+"/" {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestNothingIsWrittenToPages(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	pages(t, nil).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/widget/?site=1", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestTheBestCodingThatABrowserTakesIsSent(t *testing.T) {
	t.Parallel()
	p := pages(t, nil)
	for accepted, want := range map[string]string{
		"":                        "the loader",
		"gzip, deflate, br":       "loader in brotli",
		"gzip":                    "loader in gzip",
		"br;q=0, gzip;q=0.5":      "loader in gzip",
		"br;q=0.000, gzip; q=0.0": "the loader",
		"deflate, zstd":           "the loader",
		"GZIP":                    "loader in gzip",
	} {
		w := get(t, p, "/widget.js", "Accept-Encoding", accepted)
		if w.Body.String() != want || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %q, Vary %q", accepted, w.Body, w.Header().Get("Vary"))
		}
		again := get(t, p, "/widget.js", "Accept-Encoding", accepted, "If-None-Match", w.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%q: asked again with its tag: %d", accepted, again.Code)
		}
	}
	plain, zipped := get(t, p, "/widget.js"), get(t, p, "/widget.js", "Accept-Encoding", "gzip")
	if plain.Header().Get("ETag") == zipped.Header().Get("ETag") {
		t.Error("two codings of a file have one tag")
	}
}

func TestTheLoaderIsForPagesOfAllOrigins(t *testing.T) {
	t.Parallel()
	h := get(t, pages(t, nil), "/widget.js").Header()
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("the loader's headers are %v", h)
	}
}

// directives reads a policy.
func directives(policy string) map[string]string {
	read := map[string]string{}
	for d := range strings.SplitSeq(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(d), " ")
		read[name] = sources
	}
	return read
}

func TestOnlyTheOriginsOfItsCampaignFrameTheWidget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		origins []string
		want    string
	}{
		{nil, "*"},
		{[]string{"https://shop.example"}, "'self' https://shop.example"},
		{[]string{"http://localhost:3000", "https://*.shop.example", "http://[::1]:80"}, "'self' http://localhost:3000 https://*.shop.example http://[::1]:80"},
		{[]string{"https://a.example; script-src *", "https://a.example/path", "javascript://x", "*", "https://a b", "https://u@a.example", ""}, "'self'"},
	} {
		p := pages(t, func(o *Options, _ fstest.MapFS) {
			o.Origins = func(context.Context, int64, string) ([]string, error) { return c.origins, nil }
		})
		policy := directives(get(t, p, "/widget/?site=10000&campaign=x").Header().Get("Content-Security-Policy"))
		if policy["frame-ancestors"] != c.want {
			t.Errorf("%q: frame-ancestors is %q, want %q", c.origins, policy["frame-ancestors"], c.want)
		}
		if policy["script-src"] != "'self'" || policy["default-src"] != "'none'" || policy["require-trusted-types-for"] != "'script'" {
			t.Errorf("%q: the policy is %v", c.origins, policy)
		}
	}
}

func TestNobodyFramesTheConsole(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/console/", "/console/work"} {
		policy := directives(get(t, pages(t, nil), target).Header().Get("Content-Security-Policy"))
		if policy["frame-ancestors"] != "'none'" || policy["style-src"] != "'self'" || policy["require-trusted-types-for"] != "'script'" {
			t.Errorf("%s: the policy is %v", target, policy)
		}
	}
}

func TestThePreviewIsForPagesOfTheServerAndAsksForNothing(t *testing.T) {
	t.Parallel()
	p := pages(t, nil)
	for _, target := range []string{"/widget/preview/", "/widget/preview/window.html"} {
		policy := directives(get(t, p, target).Header().Get("Content-Security-Policy"))
		_, connects := policy["connect-src"]
		if connects || policy["default-src"] != "'none'" || policy["frame-ancestors"] != "'self'" || policy["frame-src"] != "'self'" ||
			policy["require-trusted-types-for"] != "'script'" {
			t.Errorf("%s: the policy is %v", target, policy)
		}
	}
	if got := directives(get(t, p, "/console/").Header().Get("Content-Security-Policy"))["frame-src"]; got != "'self'" {
		t.Errorf("the console frames %q", got)
	}
}

func TestOriginsAreThoseOfTheSiteAndCampaignInTheAddress(t *testing.T) {
	t.Parallel()
	var site int64
	var campaign string
	p := pages(t, func(o *Options, _ fstest.MapFS) {
		o.Origins = func(_ context.Context, s int64, c string) ([]string, error) {
			site, campaign = s, c
			return nil, nil
		}
	})
	get(t, p, "/widget/?site=10001&campaign=some&origin=https://shop.example")
	if site != 10001 || campaign != "some" {
		t.Errorf("asked for site %d, campaign %q", site, campaign)
	}
}

func TestAWidgetThatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]int{
		"/widget/":            http.StatusBadRequest,
		"/widget/?site=shop":  http.StatusBadRequest,
		"/widget/?site=10001": http.StatusNotFound,
		"/widget/?site=10002": http.StatusInternalServerError,
	} {
		p := pages(t, func(o *Options, _ fstest.MapFS) {
			o.Origins = func(_ context.Context, site int64, _ string) ([]string, error) {
				if site == 10001 {
					return nil, ErrNoCampaign
				}
				return nil, errors.New("the disk is on fire")
			}
		})
		w := get(t, p, target)
		if w.Code != want || strings.Contains(w.Body.String(), "fire") || strings.Contains(w.Body.String(), "<title>widget") {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestTheButtonHasTheTextsOfTheBuild(t *testing.T) {
	t.Parallel()
	files := built()
	if got, err := readButtons(files); err != nil || got["en"][0] == "" {
		t.Errorf("without a build: %v, %v", got, err)
	}
	files[buttonsFile] = &fstest.MapFile{Data: []byte(`{"de":["Fragen?","Nachricht"],"en":["Ask","Write"]}`)}
	if got, err := readButtons(files); err != nil || got["de"] != [2]string{"Fragen?", "Nachricht"} || got["en"][1] != "Write" {
		t.Errorf("with one: %v, %v", got, err)
	}
	files[buttonsFile] = &fstest.MapFile{Data: []byte(`{"de":`)}
	if _, err := readButtons(files); err == nil {
		t.Error("half a file was read")
	}
}

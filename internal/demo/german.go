package demo

func german() *language {
	return &language{
		tag: "de-DE", campaign: "Shop Deutschland", timeZone: "-60", weight: 13,
		given:  []string{"Lukas", "Anna", "Jürgen", "Sophie", "Maximilian", "Käthe", "Jonas", "Ursula", "Sören", "Leonie", "Björn", "Heike"},
		family: []string{"Müller", "Schmidt", "Weiß", "Schröder", "Großmann", "Köhler", "Lehmann", "Jäger", "Vogel", "Strauß", "Böhm"},
		topics: []string{
			"Bestellung", "Lieferung", "Rechnung", "Rückerstattung", "Passwort", "Kundenkonto", "Gutschein", "Garantie", "Größe", "Ersatzteil", "Akku",
			"Ladegerät", "Lieferadresse", "Rücksendeetikett", "Sendungsnummer", "Farbe", "Bedienungsanleitung", "Reparatur", "Reißverschluss", "Zeltstange",
		},
		asks: []string{
			"Guten Tag, ich habe eine Frage zu meiner Bestellung {order}.", "Hallo, wo bleibt mein {product}?", "Ich kann mich nicht anmelden.",
			"Ist der {product} auf Lager?", "Ich möchte den {product} zurückgeben.", "Mein {product} ist beschädigt angekommen.",
			"Können Sie mir bei {topic} helfen?", "Die Rechnung zu {order} ist falsch.", "Wie lange läuft die Garantie für den {product}?",
		},
		visitor: []string{
			"Ja, bitte.", "Die Bestellnummer lautet {order}.", "Aha, verstehe.", "Und was ist mit {topic}?", "Ich warte schon seit einer Woche.",
			"Nein, das funktioniert immer noch nicht.", "Einen Moment bitte.", "Können Sie mir das per E-Mail schicken?", "Auf Ihrer Seite steht zu {topic} etwas anderes.",
			"Was würde das kosten?", "Wo finde ich {topic}?", "Das habe ich schon versucht.",
		},
		agent: []string{
			"Guten Tag {name}, wie kann ich Ihnen helfen?", "Ich schaue gerne für Sie nach.", "Nennen Sie mir bitte Ihre Bestellnummer.",
			"Der {product} hat heute unser Lager verlassen.", "Das tut mir leid, ich kümmere mich um {topic}.", "Die Rückerstattung dauert drei bis fünf Werktage.",
			"Ich habe Ihnen eine E-Mail dazu geschickt.", "Sie finden {topic} in Ihrem Konto unter Einstellungen.", "Kann ich sonst noch etwas für Sie tun?",
			"Ich frage kurz meine Kollegin und bin gleich zurück.", "Ein Ersatz für den {product} ist unterwegs.",
		},
		bot: []string{
			"Hallo! Ich bin Finch, der Assistent des Shops.", "Ich habe einen Artikel zu {topic} gefunden. Hilft er?", "Bitte geben Sie Ihre Bestellnummer ein.",
			"Soll ich Sie mit einem Mitarbeiter verbinden?", "Das habe ich leider nicht verstanden.",
		},
		thanks:   []string{"Vielen Dank, tschüss!", "Super, danke.", "Alles klar.", "Danke für die schnelle Hilfe!", "Schönen Tag noch."},
		comments: []string{"Sehr freundlich.", "Schnelle Hilfe, danke!", "Lange Wartezeit.", "Das Problem mit {topic} wurde gelöst."},
		notes:    []string{"Kunde wünscht Rückruf wegen {topic}.", "Rückerstattung freigegeben.", "Ersatz für {product} verschickt.", "{topic} erklärt."},
		sounds:   []string{"ge", "lich", "schä", "ung", "ver", "mör", "tig", "stel", "heit", "büh", "ran", "kel", "zwo", "fuß", "dau"},
	}
}

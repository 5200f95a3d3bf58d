package demo

func french() *language {
	return &language{
		tag: "fr-FR", campaign: "Boutique France", timeZone: "-60", weight: 11,
		given:  []string{"Chloé", "Léo", "Zoé", "Étienne", "Aurélie", "Gaël", "Noémie", "François", "Margaux", "Jérôme", "Inès"},
		family: []string{"Dupont", "Lefèvre", "Garçon", "Moreau", "Béranger", "Rousseau", "Châtelain", "Noël", "Leroy", "Fabre"},
		topics: []string{
			"la commande", "la livraison", "le remboursement", "la facture", "le mot de passe", "le compte", "la garantie", "la taille", "la batterie",
			"le chargeur", "l'adresse", "l'étiquette de retour", "le numéro de suivi", "la couleur", "le mode d'emploi", "la réparation", "la fermeture éclair",
		},
		asks: []string{
			"Bonjour, j'ai une question sur ma commande {order}.", "Bonjour, où est mon {product} ?", "Je n'arrive pas à me connecter.",
			"Le {product} est-il disponible ?", "Je voudrais être remboursé pour le {product}.", "Mon {product} est arrivé cassé.",
			"Pouvez-vous m'aider pour {topic} ?", "J'ai été débité deux fois pour {order} !",
		},
		visitor: []string{
			"Oui, s'il vous plaît.", "Le numéro est {order}.", "D'accord, je comprends.", "Et pour {topic} ?", "Cela fait déjà une semaine.",
			"Non, ça ne marche toujours pas.", "Un instant, je vérifie…", "Pouvez-vous me l'envoyer par e-mail ?", "Combien cela coûterait-il ?",
			"Où puis-je trouver {topic} ?",
		},
		agent: []string{
			"Bonjour {name}, comment puis-je vous aider ?", "Je regarde cela tout de suite.", "Pourriez-vous me donner votre numéro de commande ?",
			"Le {product} a quitté notre entrepôt ce matin.", "Je suis désolé pour {topic}.", "Le remboursement prend trois à cinq jours ouvrés.",
			"Je vous ai envoyé un e-mail.", "Puis-je faire autre chose pour vous ?", "Je demande à ma collègue et je reviens.",
		},
		bot: []string{
			"Bonjour ! Je suis Finch, l'assistant de la boutique.", "J'ai trouvé un article sur {topic}.", "Veuillez saisir votre numéro de commande.",
			"Souhaitez-vous parler à un agent ?", "Je n'ai pas compris, désolé.",
		},
		thanks:   []string{"Merci beaucoup, au revoir !", "Parfait, merci.", "Très bien.", "Bonne journée à vous !"},
		comments: []string{"Très aimable.", "Réponse rapide, merci !", "Trop d'attente.", "Mon problème avec {topic} est réglé."},
		notes:    []string{"Le client souhaite être rappelé pour {topic}.", "Remboursement accepté.", "Remplacement du {product} envoyé."},
		sounds:   []string{"é", "ment", "lai", "tion", "voi", "çu", "ré", "beau", "quê", "sil", "ner", "dou", "vrè", "ge"},
	}
}

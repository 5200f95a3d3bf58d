package demo

func spanish() *language {
	return &language{
		tag: "es-MX", campaign: "Tienda en español", timeZone: "360", weight: 12,
		given:  []string{"Sofía", "Mateo", "José", "Lucía", "Andrés", "Camila", "Ramón", "Inés", "Joaquín", "Begoña", "Íñigo"},
		family: []string{"García", "Martínez", "Núñez", "Peña", "Rodríguez", "Ibáñez", "Muñoz", "Díaz", "Ordóñez", "Vega"},
		topics: []string{
			"pedido", "envío", "reembolso", "factura", "contraseña", "cuenta", "garantía", "talla", "batería", "cargador", "dirección",
			"etiqueta de devolución", "número de seguimiento", "color", "manual", "reparación", "cremallera",
		},
		asks: []string{
			"Hola, tengo una pregunta sobre mi pedido {order}.", "Buenos días, ¿dónde está mi {product}?", "No puedo iniciar sesión.",
			"¿Tienen el {product} en existencia?", "Quiero devolver el {product}.", "Mi {product} llegó roto.", "¿Me pueden ayudar con {topic}?",
			"¡Me cobraron dos veces el pedido {order}!",
		},
		visitor: []string{
			"Sí, por favor.", "El número es {order}.", "De acuerdo.", "¿Y qué pasa con {topic}?", "Ya pasó una semana.", "No, sigue sin funcionar.",
			"Un momento, lo reviso…", "¿Me lo puede enviar por correo?", "¿Cuánto costaría?", "¿Dónde encuentro {topic}?",
		},
		agent: []string{
			"Hola {name}, ¿en qué puedo ayudarle?", "Permítame revisarlo.", "¿Me puede dar su número de pedido?", "El {product} salió esta mañana de nuestro almacén.",
			"Lamento el problema con {topic}.", "El reembolso tarda de tres a cinco días hábiles.", "Le he enviado un correo.", "¿Puedo ayudarle en algo más?",
			"Le pregunto a mi compañera y regreso.",
		},
		bot: []string{
			"¡Hola! Soy Finch, el asistente de la tienda.", "Encontré un artículo sobre {topic}.", "Escriba su número de pedido, por favor.",
			"¿Desea hablar con un agente?", "No le entendí, disculpe.",
		},
		thanks:   []string{"¡Muchas gracias, adiós!", "Perfecto, gracias.", "Muy amable.", "¡Que tenga buen día!"},
		comments: []string{"Muy amable.", "Respuesta rápida, ¡gracias!", "Mucha espera.", "Resolvieron mi problema con {topic}."},
		notes:    []string{"El cliente pide una llamada por {topic}.", "Reembolso aprobado.", "Se envió otro {product}."},
		sounds:   []string{"ción", "ra", "ñe", "mos", "ba", "lla", "qui", "tu", "ero", "dá", "pen", "gui", "so", "ría"},
	}
}

package demo

func english() *language {
	return &language{
		tag: "en-US", campaign: "Main store", timeZone: "300", weight: 34,
		given:  []string{"James", "Olivia", "Liam", "Emma", "Noah", "Ava", "Grace", "Ethan", "Chloe", "Daniel", "Ruby", "Samuel", "Zoe", "Henry"},
		family: []string{"Smith", "Johnson", "O'Brien", "Taylor", "Walker", "Hughes", "Patel", "Morgan", "Clarke", "Reid", "Novak", "Bennett"},
		topics: []string{
			"order", "delivery", "refund", "invoice", "password", "account", "voucher", "warranty", "size", "replacement", "subscription", "battery",
			"charger", "address", "return label", "tracking number", "colour", "manual", "repair", "gift card", "newsletter", "zipper", "tent pole",
		},
		asks: []string{
			"Hello, I have a question about my order {order}.", "Hi, where is my {product}? It should have arrived yesterday.",
			"I can't log in, my password is not accepted.", "Do you have the {product} in stock?", "I would like a refund for the {product}.",
			"Hi there, can someone help me with the {topic}?", "My {product} arrived broken.", "Can I still change the delivery address of {order}?",
			"Is the {product} compatible with the older model?", "I was charged twice for order {order}!", "How long is the warranty on the {product}?",
		},
		visitor: []string{
			"Yes, please.", "The order number is {order}.", "Okay, I see.", "And what about the {topic}?", "It has been a week already.",
			"I bought it in your store in March.", "No, it still doesn't work.", "Let me check… one moment please.", "Could you send me the {topic} by email?",
			"The {product} is the one I mean.", "That is not what your website says about the {topic}.", "How much would that cost?",
			"I already tried that twice, the {topic} is the problem.", "Is there any way to speed this up?", "Where do I find the {topic}?",
		},
		agent: []string{
			"Hello {name}, how can I help you today?", "Let me look that up for you.", "Could you tell me your order number, please?",
			"Thank you. I see the {product} left our warehouse this morning.", "I am sorry about the trouble with the {topic}.",
			"I have sent you the {topic} by email.", "The refund takes three to five working days.", "Please try to sign in again with the new password.",
			"The {product} is in stock, delivery takes two days.", "You can find the {topic} in your account under Settings.",
			"I will check with my colleague and be right back.", "Is there anything else I can do for you?", "I have opened a replacement order for the {product}.",
		},
		bot: []string{
			"Hi! I am Finch, the shop's assistant. What can I do for you?", "I found an article about {topic}. Does it help?",
			"Please enter your order number.", "Shall I connect you with an agent?", "Your order {order} is on its way.", "I did not get that. Could you say it in other words?",
		},
		thanks:   []string{"Thank you, bye!", "Great, thanks a lot.", "Perfect, that was quick.", "Ok, thanks.", "Thanks for nothing.", "Have a nice day!"},
		comments: []string{"Very helpful and friendly.", "Quick answer, thank you.", "Had to wait too long.", "The agent solved my problem with the {topic}.", "Still no refund.", "Excellent!"},
		notes:    []string{"Customer wants a call back about the {topic}.", "Refund approved.", "Parcel lost, replacement of {product} sent.", "Second complaint this month.", "Explained the {topic}.", "Asked billing to check {order}."},
		sounds:   []string{"be", "tor", "min", "sha", "wick", "lo", "den", "ster", "fa", "gle", "ring", "pu", "nal", "eth", "cro", "ver"},
	}
}

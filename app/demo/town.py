"""Who and what the demo town is made of. Data only; the people are invented, the phone numbers are Ofcom's for drama.

Days are "sat" for the coming Saturday and so on, "soon" for today while the afternoon lasts and else tomorrow, or a
list of them. A slot is (kind, label, capacity, taken); a clinic has (minutes, lanes, breaks, share taken by day).
"""

AREAS = {
    "Millom": (54.2106, -3.2718),
    "Haverigg": (54.1983, -3.2917),
    "Bletchley East": (51.9926, -0.7204),
    "Water Eaton": (51.9880, -0.7270),
}

ORGANISATIONS = {
    # short name: (name, kind, phone, safeguarding lead)
    "age-well": ("Age Well Millom", "charity", "0808 157 0112", "Carol Tyson"),
    "beach": ("Millom Beach Friends", "group", "0808 157 0113", "Carol Tyson"),
    "alliance": ("Millom Alliance", "group", "0808 157 0114", "Helen Park"),
    "surgery": ("Millom Surgery", "practice", "0808 157 0115", ""),
    "school": ("Black Combe School", "school", "0808 157 0116", "Jo Reid"),
    "paper": ("Around the Coombe", "group", "0808 157 0117", "Ann Watson"),
    "self-care": ("Bletchley Self Care Group", "group", "0808 157 0118", "Dev Rao"),
    "health": ("Water Eaton Health Centre", "practice", "0808 157 0111", ""),
    "mk": ("Milton Keynes Community Team", "council", "0808 157 0119", "Nadia Khan"),
}

VENUES = {
    # short name: (name, address, area, latitude, longitude, access facts)
    "beach": ("Haverigg beach", "Sea View, by the café", "Haverigg", 54.1958, -3.2952, "step_free parking"),
    "food": ("Millom food bank", "Wellington Street", "Millom", 54.2101, -3.2703, "step_free"),
    "hub": ("Millom network centre", "Salthouse Road", "Millom", 54.2129, -3.2664,
            "step_free accessible_toilet hearing_loop parking"),
    "surgery": ("Millom Surgery", "St George's Road", "Millom", 54.2093, -3.2735, "step_free accessible_toilet"),
    "school": ("Black Combe School", "Moor Road", "Millom", 54.2140, -3.2790, "step_free parking"),
    "square": ("Market Square", "Millom", "Millom", 54.2108, -3.2712, "step_free accessible_toilet"),
    "centre": ("Water Eaton Health Centre", "Fern Grove", "Water Eaton", 51.9874, -0.7263,
               "step_free accessible_toilet hearing_loop parking"),
    "hall": ("Bletchley East community hall", "Drayton Road", "Bletchley East", 51.9931, -0.7230,
             "step_free accessible_toilet parking"),
    "gate": ("Water Eaton School gate", "Hertford Place", "Water Eaton", 51.9891, -0.7250, "step_free"),
}  # fmt: skip

PEOPLE = {
    # name: (birth year as years ago and month, area, interests, what they are)
    "Sam": (52, 5, "Millom", (), "steward"),
    "Carol": (44, 2, "Millom", ("outdoors", "food"), "owner of age-well, beach, alliance"),
    "Dev": (39, 6, "Bletchley East", ("health",), "owner of self-care, health"),
    "Priya": (28, 12, "Water Eaton", (), "desk of health"),
    "Asha": (17, 1, "Millom", ("outdoors", "pets"), ""),
    "Leo": (15, 1, "Millom", ("outdoors",), ""),
    "Ben": (31, 3, "Millom", ("outdoors", "lifts"), ""),
    "Grace": (47, 9, "Millom", ("calm",), ""),
    "Ed": (71, 4, "Bletchley East", ("health", "food"), ""),
}

GUARDIANS = {"Asha": "Grace"}
"""Whose parent or carer has said yes, and who that is. Nobody was asked for Leo yet."""

DRIVES = (
    # (organisation, venue, title, picture, day, from, to, capacity, taken, least age, summary, meeting point, to know)
    ("beach", "beach", "Beach clean", "clean-up", "sat", "10:00", "12:00", 10, 6, 16,
     "Help us pick up litter on the sand. We give you gloves, bags and hot chocolate.", "Meet at the café.",
     ["Wear old shoes and a warm coat", "You can bring a friend"]),
    ("age-well", "food", "Pack food bags", "food", "soon", "16:00", "17:30", 5, 3, 16,
     "Pack bags of food for families in Millom. Everything is on the tables.", "Ring the bell at the side door.",
     ["We show you how"]),
    ("alliance", "hub", "Lift to Furness General", "lifts", "tue", "09:15", "13:00", 2, 1, 18,
     "Drive somebody to a hospital visit in Barrow and home again. We pay for the fuel.", "",
     ["You need your own car and a licence", "The journey is 50 minutes each way"]),
    ("alliance", "hub", "Lift to Furness General", "lifts", "thu", "12:30", "16:30", 2, 0, 18,
     "Drive somebody to a hospital visit in Barrow and home again. We pay for the fuel.", "",
     ["You need your own car and a licence", "The journey is 50 minutes each way"]),
    ("paper", "square", "Deliver Around the Coombe", "event-help", "sun", "13:00", "15:00", 12, 7, 13,
     "Walk a round of about 80 houses with the town's paper.", "Meet by the clock.", ["We have trolleys"]),
    ("alliance", "square", "Run the carnival stall", "event-help", "sat2", "11:00", "15:00", 6, 2, 16,
     "Talk with people about staying well. We bring the stall and the games.", "Look for the yellow tent.", []),
    ("age-well", "hub", "Shop for a neighbour", "shopping", "wed", "10:00", "11:30", 3, 2, 18,
     "Do the weekly shopping for somebody who can't get out.", "", ["You get the list and the money first"]),
    ("self-care", "gate", "Run the Cough or Cold? game", "school", "wed", "15:00", "16:30", 4, 3, 16,
     "Play our picture game with families at the school gate. Every child gets a bear.", "Look for the blue flag.",
     ["We show you the game first"]),
    ("mk", "hall", "Set up the coffee morning", "food", "fri", "09:00", "10:00", 4, 1, 16,
     "Put out chairs and make the first pots of tea.", "", []),
    ("mk", "hall", "Garden tidy-up", "garden", "sun", "10:00", "12:30", 8, 8, 16,
     "Cut back, rake and plant bulbs with us behind the hall.", "", ["Tools and gloves are there"]),
)  # fmt: skip

GATHERINGS = (
    # (organisation, venue, title, picture, days, from, to, capacity or None to walk in, taken, summary, to know)
    ("surgery", "hub", "Type 2 diabetes group", "talk", ["thu"], "18:00", "19:30", 16, 9,
     "Meet others, swap recipes and ask a nurse anything.", ["Bring somebody with you", "Tea and fruit"]),
    ("alliance", "hub", "Autism awareness", "talk", ["mon"], "18:30", "20:00", 30, 11,
     "An evening for parents, carers and anybody who wants to understand.", ["A quiet room is open"]),
    ("self-care", "hall", "Mindfulness", "calm", ["mon", "wed", "fri"], "13:00", "13:45", 20, 8,
     "Sit, breathe and let the day go. Nothing to bring, nothing to know.", ["Chairs or mats"]),
    ("self-care", "hall", "Talk about your medicines", "medicines", ["tue"], "11:00", "12:00", 24, 6,
     "A pharmacist answers your questions. No question is silly.", ["Bring a list of your medicines"]),
    ("mk", "hall", "Coffee morning", "coffee", ["fri"], "10:00", "12:00", None, 0,
     "Come in, sit down, have a cup. It is free.", ["Children are welcome"]),
    ("self-care", "gate", "The Cough or Cold? game", "game", ["wed"], "15:15", "16:15", None, 0,
     "A picture game for families: what to do for a cough, a cold or a bump.", ["Every child gets a bear"]),
    ("age-well", "hub", "Walk and talk", "walking", ["sat"], "14:00", "15:00", None, 0,
     "A gentle hour along the estuary.", ["Flat paths, one bench every 10 minutes"]),
)  # fmt: skip

CLINICS = (
    # (organisation, venue, title, picture, days, opens, closes, minutes, lanes, breaks, shares taken, summary, to know)
    ("health", "centre", "Health check", "health-check", ["mon", "tue", "wed", "thu", "fri", "sat"],
     "09:00", "17:00", 20, 1, [("12:20", "13:40")], (1.0, 0.6, 0.85, 0.7, 1.0, 0.5),
     "A free check of your heart and blood pressure. 20 minutes.",
     ["We put a soft band on your arm. It squeezes for a minute", "Bring a list of your medicines",
      "Ask us anything. You can bring a friend"]),
    ("surgery", "surgery", "Flu jab", "jab", ["sat", "sat2"], "09:00", "12:00", 10, 2, [], (0.4, 0.1),
     "The flu jab takes 10 minutes. You may sit down for a while after it.", ["Wear a loose sleeve"]),
    ("surgery", "surgery", "Baby clinic", "baby", ["tue", "tue2"], "13:30", "15:30", 15, 1, [], (0.5, 0.2),
     "Weigh your baby and ask a nurse.", ["Bring the red book"]),
)  # fmt: skip

HELPER_NAMES = (
    "Aisha", "Anna", "Arthur", "Bella", "Callum", "Chloe", "Daniel", "Ella", "Ewan", "Fatima", "Freya", "George",
    "Hannah", "Harry", "Ibrahim", "Isla", "Jack", "Jamie", "Joan", "Kasia", "Kieran", "Leah", "Liam", "Lucy", "Maria",
    "Mia", "Mohammed", "Molly", "Nathan", "Nina", "Oliver", "Olivia", "Oscar", "Poppy", "Rhys", "Rosie", "Ruby",
    "Sana", "Sean", "Sofia", "Stan", "Tom", "Uma", "Violet", "Will", "Yusuf", "Zara", "Zoe",
)  # fmt: skip

WEEKS = {"small": 1, "town": 8}
"""For how many weeks each size of the demo repeats its drives and gatherings."""

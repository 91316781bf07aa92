"""Words of the French language that say little by themselves; nothing here is about one contract."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Articles, prepositions, pronouns, auxiliaries: never matched.
LIGHT = _words(
    """
    a afin ai aie ainsi alors apres as au aucun aujourd aura aurait aurons aussi autant autre autres aux avaient avait
    avant avec avez avoir avons ayant beaucoup bien bonjour bonsoir c ca car ce ceci cela celle celles celui certain
    certains ces cet cette ceux chacun chaque chez comme comment d dans de deja depuis des deux devant doit doivent donc
    dont du elle elles en encore entre es est et etaient etait etant ete etes etre eu eux font fait faut furent hui il
    ils j je jusqu jusque l la le les leur leurs lorsque lui m ma mais me meme memes merci mes moi mon n ne ni nos notre
    nous on ont ou par parce parmi pas peu peut peuvent plus plusieurs plutot pour pourquoi pourra pourrait pourrions
    pouvoir puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi s sa se selon sera serait
    seront ses si soit sommes son sont souvent sous suis sur t ta te tel telle tes toi ton toujours tres trop tu un une
    vers via voici voila vont vos votre vous vraiment y svp etc hello salut pendant durant contre
    veut veux veulent voudrait voudrais voudrions voulons vouloir souhaite souhaitons souhaiterait souhaiterions
    aimerait aimerais aimerions envisage envisageons envie va allons vais aller
    """
)

# Words that any action may use: they count inside a whole phrase (« fête de quartier »), never alone.
THIN = _words(
    """
    action actions activite activites acces accueil accueillir accompagnement accompagner aide aider ami amis animation
    animations animer an annee ans apprendre apprentissage atelier ateliers asso association associations autour avenir
    besoin besoins bon bonne carte centre classe code collectif collective commune commun communes construire creation
    creer cite cours decouverte decouvrir demande demarche developper developpement difficulte difficultes dispositif
    donner electrique equipe equipement espace faire favoriser femme femmes fille filles garcon garcons forme formation
    former gens grand grande groupe groupes habitant habitants heure heures homme hommes idee info information informer
    initiation jeune jeunes jour jours journee libre lien lieu lieux local locale locaux lutte lutter maison mal matin
    mettre mise mode mois monde monter nouveau nouvelle offre organiser organise ouvert ouverte ouvrir outil outils
    partage participer partenaire partenaires permettre personne personnes petit petite petits place point porteur
    premier prendre prise probleme problemes programme projet projets proposer propose propre public publics publique
    quartier quartiers rencontre rencontrer rencontres rendre rue salle samedi savoir semaine sensibilisation
    sensibiliser service services seul seule seuls seules site soir soiree sortie sorties soutien soutenir structure
    suivi sans temps tous tout toute toutes travail trouver utiliser venir vie ville visite visites vivre voir
    vacances enfant enfants social sociale sociaux solidaire mieux ensemble ecole gratuit gratuite lancer vrai preparer president
    presidente vieux membre membres vieille jouer chercher cherche parler
    """
)

# These may speak of a private need, not of an action for others: purchases, repairs, travel, screens, papers, ills.
PRIVATE = _words(
    """
    acheter achete achat vendre vends vente louer loue location reserver reservation prix tarif cher chere horaire
    numero telephone adresse recette meteo livraison livrer rdv rendez commander commande billet occasion devis depannage
    depanneur promo promotion solde rabais discount cadeau resultat voyage hotel airbnb avion aeroport taxi gps
    itineraire peage autoroute essence vidange pneu garagiste carburateur moto panne carrosserie tele television serie
    netflix streaming psg replay jackpot tirage casino pari horoscope astrologie plombier electricien serrurier
    chauffagiste couvreur macon cuisiniste climatisation fuite robinet chaudiere aspirateur frigo frigidaire lave linge
    vaisselle tondeuse haie canape matelas armoire box forfait abonnement banque credit placement bitcoin
    crypto assurance heritage notaire testament succession divorcer divorce proces amende pv passeport visa resiliation
    resilier reclamation remboursement rembourser ordonnance pharmacie irm scanner radiologie symptome douleur fievre
    maux regime maigrir kilo minceur pizza restaurant tarte gateau sushi kebab menu vin biere mariage anniversaire
    coiffeur manucure tatouage bronzage parfum robe chaussure sac bijou montre chat chien veterinaire chiot lapin
    perroquet iphone samsung imprimante antivirus playstation villa immobilier t2 t3 f3 agence leboncoin amazon colissimo
    poste celibataire gagner paroles extension oublie oubliee dentiste kine ophtalmo opticien osteopathe podologue
    orthophoniste pediatre docteur gyneco definition traduire traduction telecharger offres particuliers combien coute wifi synonyme conjugaison
    """
)
# Words of someone who speaks of themselves, or asks the site something.
PERSONAL = _words(
    """
    je j mon ma mes moi perdu perdue combien quand meilleur meilleure quel quelle quels quelles ou votre vos gratuit gratuite trouver
    trouve prendre chercher cherche comment pourquoi secours avis
    """
)

# Words of an action that people carry for others.
ACTION = _words(
    """
    atelier quartier habitant organiser organise organisation accompagner accompagnement aider aide association asso
    associatif collectif creer creation projet benevole benevolat groupe ensemble solidaire solidarite sensibiliser
    sensibilisation prevention prevenir initier initiation animation animer decouverte decouvrir lutter lutte soutenir
    soutien former formation favoriser accueillir accueil permettre proposer mettre mise lancer developper developpement
    insertion partager partage action activite apprendre apprentissage stage sortie sejour fete tournoi journee
    nous on notre nos eviter reduire mobiliser impliquer valoriser encourager equiper embellir nettoyer renover cite
    residence intervention intervenir rompre lien dispositif permanence campagne echange parcours espace resident
    locataire entraide collecte spectacle festival exposition concours chantier seance forum intergenerationnel
    mobilisation remobilisation conference reunion debat cours balade repas club troupe equipe chasse entre avec
    """
)

# « Notre club… », « nous sommes… », « porté par… »: what follows is who carries the action.
CARRIER_BEFORE = _words(
    "notre nos mon ma sommes suis porte portee portes organise organisee anime animee propose proposee mene menee tant"
)
# « Le club… organise »: what precedes is.
CARRIER_AFTER = _words(
    """
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait organise organisent propose proposent cherche
    cherchent aimerait aimeraient envisage envisagent prevoit lance lancent monte montent met demande ouvre prepare
    accueille reunit intervient
    """
)

# Around the names of places.
LOCATIVE = _words("a au aux en sur vers de d du des dans chez pres cote la le les l")
BEFORE_TOWN = _words("a en sur vers de d pour pres dans ville commune mairie")
# Before a common noun that is a place here: « au stade », « à la salle », « dans notre local ».
WITHIN = _words("a au aux dans chez sur devant derriere")
ARTICLES = _words("la le les l notre nos")

# -- what a sentence leaves out

# After « pas », « ni », « non », these begin what is left out; « pas cher », « pas facile » leave nothing out.
AFTER_NOT = _words("pour avec aux au les le la l des de d du ces ceux celles chez leurs nos vos dans sur en a")
# « pas seulement les jeunes », « pas que »: they are meant too.
ALSO = _words("seulement uniquement que qu forcement toujours encore assez beaucoup simplement juste trop mal")
# Before a « pas » that is a step, or a word that is no negation.
NOUN_BEFORE_NOT = _words(
    "un deux trois quelques premier premiers premieres faux grand grands petit petits pourquoi cent mille"
)
# What may stand just before « pas » or « non » where no verb does.
OPENERS = _words("mais et ou donc non surtout alors sinon voire")
# Where what is left out ends.
CLAUSE = _words(
    "mais seulement uniquement car parce puisque afin nous on je j il ils elle elles c ce cela ca qui que qu dont plutot sinon "
    "pourtant cependant toutefois alors donc se"
)
# « ne concerne pas », « ne s'adresse pas », « n'est pas destiné »: whatever their subject, what follows is left out.
ABOUT_VERBS = _words("concern adress vise visai visons cibl destin agit")
# « n'est pas ouvert aux », « pas prévu pour »
OPENED = ("ouvert", "reserv", "access", "prevu", "fait", "adapt", "pens", "concu")
# What actors do and people too: « nous ne travaillons pas avec », but « ceux qui ne travaillent pas ».
DOING_VERBS = _words(
    "travaill accueill accept prend pren touch interven intervi occup fais fait ferons fera propos organis prevo prevu souhait voul veut "
    "veux veulent inclu compren recev recoi recru mont trait aid accompagn form"
)
# Those who carry an action, and the action.
ACTORS = _words(
    "nous on je j cela ca c ce action actions projet projets atelier ateliers stage stages sejour sejours sortie sorties activite "
    "activites programme dispositif association asso centre club structure equipe formation"
)
# « les enfants ne sont pas admis »: their subject is left out.
LEFT_OUT = _words(
    "concerne concernes concernee concernees admis admise admises accepte acceptes acceptee acceptees vise vises visee visees accueilli "
    "accueillis accueillie accueillies pris prises inclus incluse incluses prevu prevus prevue prevues invite invites invitee invitees "
    "compris comprise comprises cible cibles ciblee ciblees"
)
# « hors temps scolaire », « hors les murs », « hors vacances »: when and where, not who.
WITHIN_TIME = _words(
    "temps vacances murs periode periodes horaires heures sol saison service site ligne scolaire norme normes la du l champ jeu pair"
)

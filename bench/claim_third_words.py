"""The templates of claim_third.py: a line for each kind, in the order of TRUE and ALTERED."""

TEMPLATES = {
    "en": """
In {y} {a} built the bridge of {p}. | {a} built the bridge of {p} in {y}.
The mill of {p} was bought by {a}. | {a} bought the mill of {p}.
The path from {p} to {q} is {n} km long. | The path from {p} to {q} is {n}000 m long.
{a}, a baker from {p}, sold the house. | {a} sold the house.
The mill was built in {y} and the tower of {p} was sold to {a}. | The tower of {p} was sold to {a}.
The house of {a} has seven rooms. | The house of {a} has 7 rooms.
{a}, {b} and {c} live in {p}. | {c}, {a} and {b} live in {p}.
The market of {p} opens on Monday. | The market of {p} opens on Tuesday.
{p} lies north of {q}. | {p} lies south of {q}.
{a} is the mother of {b}. | {a} is the aunt of {b}.
{a} plans to open a mill in {p}. | {a} opened a mill in {p}.
{a} tried to climb the tower of {p}. | {a} climbed the tower of {p}.
Half of the {n} boats in {p} sank. | The {n} boats in {p} sank.
The red house of {p} stands beside the blue tower. \
| The blue house of {p} stands beside the red tower.
{a} is older than {b}. | {b} is older than {a}.
{p} has {n} schools, {q} {m} and {r} {k}. | {q} has {k} schools.
Version 2.10 of the program runs in {p}. | Version 2.1 of the program runs in {p}.
According to critics, {a} took the money of {p}. | {a} took the money of {p}.
The tower of {p} is open in May or June. | The tower of {p} is open in May and June.
The festival of {p} takes place in spring. | The festival of {p} takes place in autumn.
""",
    "de": """
Im Jahr {y} baute {a} die Brücke von {p}. | {a} baute die Brücke von {p} im Jahr {y}.
Die Mühle von {p} wurde von {a} gekauft. | {a} kaufte die Mühle von {p}.
Der Weg von {p} nach {q} ist {n} km lang. | Der Weg von {p} nach {q} ist {n}000 m lang.
{a}, ein Bäcker aus {p}, verkaufte das Haus. | {a} verkaufte das Haus.
Die Mühle wurde {y} gebaut, und der Turm von {p} wurde an {a} verkauft. \
| Der Turm von {p} wurde an {a} verkauft.
Das Haus von {a} hat sieben Zimmer. | Das Haus von {a} hat 7 Zimmer.
{a}, {b} und {c} wohnen in {p}. | {c}, {a} und {b} wohnen in {p}.
Der Markt von {p} öffnet am Montag. | Der Markt von {p} öffnet am Dienstag.
{p} liegt nördlich von {q}. | {p} liegt südlich von {q}.
{a} ist die Mutter von {b}. | {a} ist die Tante von {b}.
{a} plant, in {p} eine Mühle zu eröffnen. | {a} eröffnete in {p} eine Mühle.
{a} versuchte, den Turm von {p} zu besteigen. | {a} bestieg den Turm von {p}.
Die Hälfte der {n} Boote in {p} sank. | Die {n} Boote in {p} sanken.
Das rote Haus von {p} steht neben dem blauen Turm. \
| Das blaue Haus von {p} steht neben dem roten Turm.
{a} ist älter als {b}. | {b} ist älter als {a}.
{p} hat {n} Schulen, {q} {m} und {r} {k}. | {q} hat {k} Schulen.
Version 2.10 des Programms läuft in {p}. | Version 2.1 des Programms läuft in {p}.
Laut Kritikern nahm {a} das Geld von {p}. | {a} nahm das Geld von {p}.
Der Turm von {p} ist im Mai oder Juni offen. | Der Turm von {p} ist im Mai und Juni offen.
Das Fest von {p} findet im Frühling statt. | Das Fest von {p} findet im Herbst statt.
""",
    "fr": """
En {y}, {a} a construit le pont de {p}. | {a} a construit le pont de {p} en {y}.
Le moulin de {p} a été acheté par {a}. | {a} a acheté le moulin de {p}.
Le chemin de {p} à {q} mesure {n} km. | Le chemin de {p} à {q} mesure {n}000 m.
{a}, un boulanger de {p}, a vendu la maison. | {a} a vendu la maison.
Le moulin a été construit en {y} et la tour de {p} a été vendue à {a}. \
| La tour de {p} a été vendue à {a}.
La maison de {a} a sept chambres. | La maison de {a} a 7 chambres.
{a}, {b} et {c} habitent à {p}. | {c}, {a} et {b} habitent à {p}.
Le marché de {p} ouvre le lundi. | Le marché de {p} ouvre le mardi.
{p} se trouve au nord de {q}. | {p} se trouve au sud de {q}.
{a} est la mère de {b}. | {a} est la tante de {b}.
{a} prévoit d'ouvrir un moulin à {p}. | {a} a ouvert un moulin à {p}.
{a} a essayé de gravir la tour de {p}. | {a} a gravi la tour de {p}.
La moitié des {n} bateaux de {p} a coulé. | Les {n} bateaux de {p} ont coulé.
La maison rouge de {p} se dresse près de la tour bleue. \
| La maison bleue de {p} se dresse près de la tour rouge.
{a} est plus âgé que {b}. | {b} est plus âgé que {a}.
{p} a {n} écoles, {q} {m} et {r} {k}. | {q} a {k} écoles.
La version 2.10 du programme tourne à {p}. | La version 2.1 du programme tourne à {p}.
Selon ses critiques, {a} a pris l'argent de {p}. | {a} a pris l'argent de {p}.
La tour de {p} est ouverte en mai ou en juin. | La tour de {p} est ouverte en mai et en juin.
La fête de {p} a lieu au printemps. | La fête de {p} a lieu en automne.
""",
    "es": """
En {y}, {a} construyó el puente de {p}. | {a} construyó el puente de {p} en {y}.
El molino de {p} fue comprado por {a}. | {a} compró el molino de {p}.
El camino de {p} a {q} mide {n} km. | El camino de {p} a {q} mide {n}000 m.
{a}, un panadero de {p}, vendió la casa. | {a} vendió la casa.
El molino se construyó en {y} y la torre de {p} se vendió a {a}. | La torre de {p} se vendió a {a}.
La casa de {a} tiene siete cuartos. | La casa de {a} tiene 7 cuartos.
{a}, {b} y {c} viven en {p}. | {c}, {a} y {b} viven en {p}.
El mercado de {p} abre el lunes. | El mercado de {p} abre el martes.
{p} está al norte de {q}. | {p} está al sur de {q}.
{a} es la madre de {b}. | {a} es la tía de {b}.
{a} planea abrir un molino en {p}. | {a} abrió un molino en {p}.
{a} intentó subir a la torre de {p}. | {a} subió a la torre de {p}.
La mitad de los {n} barcos de {p} se hundió. | Los {n} barcos de {p} se hundieron.
La casa roja de {p} está junto a la torre azul. | La casa azul de {p} está junto a la torre roja.
{a} es mayor que {b}. | {b} es mayor que {a}.
{p} tiene {n} escuelas, {q} {m} y {r} {k}. | {q} tiene {k} escuelas.
La versión 2.10 del programa funciona en {p}. | La versión 2.1 del programa funciona en {p}.
Según sus críticos, {a} tomó el dinero de {p}. | {a} tomó el dinero de {p}.
La torre de {p} abre en mayo o junio. | La torre de {p} abre en mayo y junio.
La fiesta de {p} se celebra en primavera. | La fiesta de {p} se celebra en otoño.
""",
    "it": """
Nel {y} {a} costruì il ponte di {p}. | {a} costruì il ponte di {p} nel {y}.
Il mulino di {p} fu comprato da {a}. | {a} comprò il mulino di {p}.
Il sentiero da {p} a {q} misura {n} km. | Il sentiero da {p} a {q} misura {n}000 m.
{a}, un fornaio di {p}, vendette la casa. | {a} vendette la casa.
Il mulino fu costruito nel {y} e la torre di {p} fu venduta a {a}. \
| La torre di {p} fu venduta a {a}.
La casa di {a} ha sette stanze. | La casa di {a} ha 7 stanze.
{a}, {b} e {c} abitano a {p}. | {c}, {a} e {b} abitano a {p}.
Il mercato di {p} apre il lunedì. | Il mercato di {p} apre il martedì.
{p} si trova a nord di {q}. | {p} si trova a sud di {q}.
{a} è la madre di {b}. | {a} è la zia di {b}.
{a} intende aprire un mulino a {p}. | {a} aprì un mulino a {p}.
{a} cercò di scalare la torre di {p}. | {a} scalò la torre di {p}.
La metà delle {n} barche di {p} affondò. | Le {n} barche di {p} affondarono.
La casa rossa di {p} sta accanto alla torre azzurra. \
| La casa azzurra di {p} sta accanto alla torre rossa.
{a} è più vecchio di {b}. | {b} è più vecchio di {a}.
{p} ha {n} scuole, {q} {m} e {r} {k}. | {q} ha {k} scuole.
La versione 2.10 del programma gira a {p}. | La versione 2.1 del programma gira a {p}.
Secondo i critici, {a} prese il denaro di {p}. | {a} prese il denaro di {p}.
La torre di {p} è aperta in maggio o giugno. | La torre di {p} è aperta in maggio e giugno.
La festa di {p} si tiene in primavera. | La festa di {p} si tiene in autunno.
""",
    "nl": """
In {y} bouwde {a} de brug van {p}. | {a} bouwde de brug van {p} in {y}.
De molen van {p} werd door {a} gekocht. | {a} kocht de molen van {p}.
Het pad van {p} naar {q} is {n} km lang. | Het pad van {p} naar {q} is {n}000 m lang.
{a}, een bakker uit {p}, verkocht het huis. | {a} verkocht het huis.
De molen werd in {y} gebouwd en de toren van {p} werd aan {a} verkocht. \
| De toren van {p} werd aan {a} verkocht.
Het huis van {a} heeft zeven kamers. | Het huis van {a} heeft 7 kamers.
{a}, {b} en {c} wonen in {p}. | {c}, {a} en {b} wonen in {p}.
De markt van {p} opent op maandag. | De markt van {p} opent op dinsdag.
{p} ligt ten noorden van {q}. | {p} ligt ten zuiden van {q}.
{a} is de moeder van {b}. | {a} is de tante van {b}.
{a} is van plan een molen in {p} te openen. | {a} opende een molen in {p}.
{a} probeerde de toren van {p} te beklimmen. | {a} beklom de toren van {p}.
De helft van de {n} boten in {p} zonk. | De {n} boten in {p} zonken.
Het rode huis van {p} staat naast de blauwe toren. \
| Het blauwe huis van {p} staat naast de rode toren.
{a} is ouder dan {b}. | {b} is ouder dan {a}.
{p} heeft {n} scholen, {q} {m} en {r} {k}. | {q} heeft {k} scholen.
Versie 2.10 van het programma draait in {p}. | Versie 2.1 van het programma draait in {p}.
Volgens critici nam {a} het geld van {p}. | {a} nam het geld van {p}.
De toren van {p} is open in mei of juni. | De toren van {p} is open in mei en juni.
Het feest van {p} is in de lente. | Het feest van {p} is in de herfst.
""",
    "pt": """
Em {y}, {a} construiu a ponte de {p}. | {a} construiu a ponte de {p} em {y}.
O moinho de {p} foi comprado por {a}. | {a} comprou o moinho de {p}.
O caminho de {p} a {q} mede {n} km. | O caminho de {p} a {q} mede {n}000 m.
{a}, um padeiro de {p}, vendeu a casa. | {a} vendeu a casa.
O moinho foi construído em {y} e a torre de {p} foi vendida a {a}. \
| A torre de {p} foi vendida a {a}.
A casa de {a} tem sete quartos. | A casa de {a} tem 7 quartos.
{a}, {b} e {c} moram em {p}. | {c}, {a} e {b} moram em {p}.
O mercado de {p} abre na segunda-feira. | O mercado de {p} abre na terça-feira.
{p} fica ao norte de {q}. | {p} fica ao sul de {q}.
{a} é a mãe de {b}. | {a} é a tia de {b}.
{a} pretende abrir um moinho em {p}. | {a} abriu um moinho em {p}.
{a} tentou subir à torre de {p}. | {a} subiu à torre de {p}.
Metade dos {n} barcos de {p} afundou. | Os {n} barcos de {p} afundaram.
A casa vermelha de {p} fica ao lado da torre azul. \
| A casa azul de {p} fica ao lado da torre vermelha.
{a} é mais velho que {b}. | {b} é mais velho que {a}.
{p} tem {n} escolas, {q} {m} e {r} {k}. | {q} tem {k} escolas.
A versão 2.10 do programa funciona em {p}. | A versão 2.1 do programa funciona em {p}.
Segundo os críticos, {a} tomou o dinheiro de {p}. | {a} tomou o dinheiro de {p}.
A torre de {p} abre em maio ou junho. | A torre de {p} abre em maio e junho.
A festa de {p} é na primavera. | A festa de {p} é no outono.
""",
    "sv": """
År {y} byggde {a} bron i {p}. | {a} byggde bron i {p} år {y}.
Kvarnen i {p} köptes av {a}. | {a} köpte kvarnen i {p}.
Stigen från {p} till {q} är {n} km lång. | Stigen från {p} till {q} är {n}000 m lång.
{a}, en bagare från {p}, sålde huset. | {a} sålde huset.
Kvarnen byggdes {y} och tornet i {p} såldes till {a}. | Tornet i {p} såldes till {a}.
Huset i {p} har sju rum. | Huset i {p} har 7 rum.
{a}, {b} och {c} bor i {p}. | {c}, {a} och {b} bor i {p}.
Marknaden i {p} öppnar på måndag. | Marknaden i {p} öppnar på tisdag.
{p} ligger norr om {q}. | {p} ligger söder om {q}.
{a} är mor till {b}. | {a} är moster till {b}.
{a} planerar att öppna en kvarn i {p}. | {a} öppnade en kvarn i {p}.
{a} försökte bestiga tornet i {p}. | {a} besteg tornet i {p}.
Hälften av de {n} båtarna i {p} sjönk. | De {n} båtarna i {p} sjönk.
Det röda huset i {p} står bredvid det blåa tornet. \
| Det blåa huset i {p} står bredvid det röda tornet.
{a} är äldre än {b}. | {b} är äldre än {a}.
{p} har {n} skolor, {q} {m} och {r} {k}. | {q} har {k} skolor.
Version 2.10 av programmet körs i {p}. | Version 2.1 av programmet körs i {p}.
Enligt kritiker tog {a} pengarna i {p}. | {a} tog pengarna i {p}.
Tornet i {p} är öppet i maj eller juni. | Tornet i {p} är öppet i maj och juni.
Festen i {p} hålls på våren. | Festen i {p} hålls på hösten.
""",
    "pl": """
W {y} roku {a} zbudował most w {p}. | {a} zbudował most w {p} w {y} roku.
Młyn w {p} został kupiony przez {a}. | {a} kupił młyn w {p}.
Droga z {p} do {q} ma {n} km. | Droga z {p} do {q} ma {n}000 m.
{a}, piekarz z {p}, sprzedał dom. | {a} sprzedał dom.
Młyn zbudowano w {y} roku, a wieżę w {p} sprzedano. | Wieżę w {p} sprzedano.
Dom w {p} ma siedem pokoi. | Dom w {p} ma 7 pokoi.
{a}, {b} i {c} mieszkają w {p}. | {c}, {a} i {b} mieszkają w {p}.
Targ w {p} otwiera się w poniedziałek. | Targ w {p} otwiera się we wtorek.
{p} leży na północ od {q}. | {p} leży na południe od {q}.
{a} to matka {b}. | {a} to ciotka {b}.
{a} zamierza otworzyć młyn w {p}. | {a} otworzył młyn w {p}.
{a} próbował zdobyć wieżę w {p}. | {a} zdobył wieżę w {p}.
Połowa z {n} łodzi w {p} zatonęła. | Z {n} łodzi w {p} zatonęły wszystkie.
Czerwony dom w {p} stoi obok niebieskiej wieży. | Niebieski dom w {p} stoi obok czerwonej wieży.
{a} jest starszy niż {b}. | {b} jest starszy niż {a}.
{p} ma {n} szkół, {q} {m}, a {r} {k}. | {q} ma {k} szkół.
Wersja 2.10 programu działa w {p}. | Wersja 2.1 programu działa w {p}.
Według krytyków {a} wziął pieniądze z {p}. | {a} wziął pieniądze z {p}.
Wieża w {p} jest otwarta w maju lub czerwcu. | Wieża w {p} jest otwarta w maju i czerwcu.
Święto w {p} odbywa się wiosną. | Święto w {p} odbywa się jesienią.
""",
    "ru": """
В {y} году {a} построил мост в {p}. | {a} построил мост в {p} в {y} году.
Мельница в {p} была куплена {a}. | Мельница в {p} была куплена {a}.
Дорога из {p} в {q} имеет длину {n} км. | Дорога из {p} в {q} имеет длину {n}000 м.
{a}, пекарь из {p}, продал дом. | {a} продал дом.
Мельница была построена в {y} году, а башня в {p} была продана. | Башня в {p} была продана.
В доме {a} семь комнат. | В доме {a} 7 комнат.
{a}, {b} и {c} живут в {p}. | {c}, {a} и {b} живут в {p}.
Рынок в {p} открывается в понедельник. | Рынок в {p} открывается во вторник.
{p} лежит к северу от {q}. | {p} лежит к югу от {q}.
{a} приходится {b} матерью. | {a} приходится {b} тётей.
{a} планирует открыть мельницу в {p}. | {a} открыл мельницу в {p}.
{a} пытался покорить башню в {p}. | {a} покорил башню в {p}.
Половина из {n} лодок в {p} затонула. | {n} лодок в {p} затонули.
Красный дом в {p} стоит рядом с синей башней. | Синий дом в {p} стоит рядом с красной башней.
{a} старше, чем {b}. | {b} старше, чем {a}.
В {p} {n} школ, в {q} {m}, а в {r} {k}. | В {q} {k} школ.
Версия 2.10 программы работает в {p}. | Версия 2.1 программы работает в {p}.
По словам критиков, {a} взял деньги из {p}. | {a} взял деньги из {p}.
Башня в {p} открыта в мае или июне. | Башня в {p} открыта в мае и июне.
Праздник в {p} проходит весной. | Праздник в {p} проходит осенью.
""",
}

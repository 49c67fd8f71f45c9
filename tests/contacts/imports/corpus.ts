/** Names whose letters sit elsewhere in other code pages. */
export const NAMES = {
  western: ['Élodie Lefèvre', 'José Muñoz', 'Jürgen Weiß', 'Åse Sørensen', 'Zoë Noël', 'François Çelik'],
  polish: ['Wałęsa', 'Łukasz Żak', 'Małgorzata', 'Świątek', 'Paweł Gąska', 'Kieślowski'],
  czech: ['Dvořák', 'Růžena', 'Čapek', 'Hořava', 'Kovačević', 'Jiří Černý', 'Škvorecký'],
  russian: ['Иван Петров', 'Ольга', 'Щукин'],
  greek: ['Γιώργος', 'Ελένη'],
  turkish: ['Işıl Şahin', 'Göğüş', 'Yıldız'],
  macintosh: ['Élodie', 'René', 'José Muñoz', 'Müller', 'Zoë'],
}

/** One small file per export, in its own columns, with what each column must become. */
export const EXPORTS = [
  {
    format: 'mailchimp',
    content:
      '"Email Address","First Name","Last Name",Address,"Phone Number",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,UNSUB_TIME,UNSUB_REASON,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n' +
      'ana@mc.example,Ana,García,"1 Street  Town",+33688345678,2,"2024-01-02 03:04:05",,"2024-01-02 03:04:05",1.2.3.4,48.8,2.3,1,2,Europe/Paris,FR,idf,,,"2024-05-06 07:08:09",1001,aaa111,,"""vip"",""paris"""\n' +
      'bob@mc.example,Bob,Ott,,,2,"2024-01-02 03:04:05",,"2024-01-02 03:04:05",1.2.3.4,,,,,Europe/Paris,FR,,"2025-01-01 00:00:00",NORMAL,"2025-01-01 00:00:00",1002,aaa112,,\n',
    expected: {
      'Email Address': 'address:email',
      'First Name': 'firstName',
      'Last Name': 'lastName',
      'Phone Number': 'address:phone',
      TIMEZONE: 'timeZone',
      CC: 'country',
      UNSUB_TIME: 'status:email',
      EUID: 'externalId',
    },
  },
  {
    format: 'brevo',
    content:
      'CONTACT ID;EMAIL;FIRSTNAME;LASTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;ADDED_TIME;MODIFIED_TIME\n' +
      '1;ana@br.example;Ana;García;33699345678;false;false;2024-01-02;2024-01-02\n' +
      '2;bob@br.example;Bob;Ott;;true;false;2024-01-02;2024-01-02\n',
    expected: {
      'CONTACT ID': 'externalId',
      EMAIL: 'address:email',
      FIRSTNAME: 'firstName',
      LASTNAME: 'lastName',
      SMS: 'address:phone',
      EMAIL_BLACKLISTED: 'status:email',
      SMS_BLACKLISTED: 'status:phone',
    },
  },
  {
    format: 'hubspot',
    content:
      'Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date (GMT),Lead Status,Create Date (GMT),Unsubscribed from all email\n' +
      '501,Ana,García,ana@hs.example,+33 6 77 34 56 78,Zoé,2024-01-02,NEW,2024-01-02,\n' +
      '502,Bob,Ott,bob@hs.example,,Zoé,2024-01-02,NEW,2024-01-02,true\n',
    expected: {
      'Record ID': 'externalId',
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Email: 'address:email',
      'Phone Number': 'address:phone',
      'Unsubscribed from all email': 'status:email',
    },
  },
  {
    format: 'listmonk',
    content:
      'uuid,email,name,attributes,status,created_at,updated_at\n' +
      '5f0e9a52-6f0f-4cf5-9d8e-0d3d0d1a0a01,ana@lm.example,Ana García,"{""plan"": ""pro"", ""city"": ""Lyon""}",enabled,2024-01-02,2024-01-02\n' +
      '5f0e9a52-6f0f-4cf5-9d8e-0d3d0d1a0a02,bob@lm.example,Bob van Ott,{},blocklisted,2024-01-02,2024-01-02\n',
    expected: {
      uuid: 'externalId',
      email: 'address:email',
      name: 'fullName',
      attributes: 'attributes',
      status: 'status:email',
    },
  },
]

/** The mail of the benchmark: personalised, ten links, about 5 kB on the wire; the same for every side. */
const products = [1, 2, 3, 4, 5]
  .map(
    (i) =>
      `<tr><td style="padding:12px 0;border-bottom:1px solid #eee"><img src="https://cdn.example.com/p/${i}.jpg" width="96" height="96" alt="Product ${i}" style="float:left;margin-right:16px"><a href="https://shop.example.com/p/${1000 + i}?ref=mail" style="font-size:16px;color:#1a73e8">Product &amp; Co number ${i}</a><br><span style="color:#666">A well made everyday thing that does its job quietly, model ${i}</span><br><b>EUR ${(9.99 * i).toFixed(2)}</b></td></tr>`,
  )
  .join('\n')

export const HTML = `<!doctype html><html><head><meta charset="utf-8"><title>Your picks</title></head>
<body style="margin:0;background:#f4f4f7;font-family:Helvetica,Arial,sans-serif;color:#333"><div style="max-width:600px;margin:0 auto;background:#fff"><div style="padding:24px"><img src="https://cdn.example.com/logo.png" width="120" height="40" alt="Acme">
<h1>Hi {{default contact.firstName "there"}},</h1>
<p>Thanks for being a {{contact.attributes.plan}} customer in {{contact.attributes.city}}. We have picked a few things we think you will like, based on what you looked at recently.</p>
{{#if contact.attributes.vip}}<p><strong>As a VIP you get an extra 15% off everything below.</strong></p>{{else}}<p>Join our VIP programme today and get 15% off everything below.</p>{{/if}}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
${products}</table>
<p style="text-align:center"><a style="display:inline-block;padding:12px 24px;background:#1a73e8;color:#fff;text-decoration:none" href="https://shop.example.com/sale?utm_source=mail&amp;utm_campaign=spring">Shop the sale</a></p>
<p>You have {{contact.attributes.points}} points. <a href="https://shop.example.com/account/points">Redeem them</a> before 31 March.</p>
<p>See you soon,<br>The Acme team</p></div>
<div style="font-size:12px;color:#888;padding:16px 24px">You receive this because {{contact.email}} signed up at acme.example.com. <a href="{{urls.unsubscribe}}">Unsubscribe</a> &middot; <a href="https://acme.example.com/privacy">Privacy</a><br>Acme Inc, 1 Example Street, Springfield</div></div></body></html>`

export const TEXT = `Hi {{default contact.firstName "there"}},

Thanks for being a {{contact.attributes.plan}} customer in {{contact.attributes.city}}.
You have {{contact.attributes.points}} points.
Unsubscribe: {{urls.unsubscribe}}
`
export const SUBJECT = '{{default contact.firstName "Hello"}}, your March picks are here'
export const CONTENT = { subject: SUBJECT, html: HTML, text: TEXT }

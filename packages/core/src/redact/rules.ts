/*!
 * Rules for known kinds of secrets, from gitleaks (github.com/gitleaks/gitleaks, config/gitleaks.toml) at b58d3f102cf3a2c84cb7f923d05c25c9b1aed84b,
 * changed by scripts/secret-rules.mjs. Written by that script: do not edit.
 *
 * MIT License
 *
 * Copyright (c) 2019 Zachary Rice
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all
 * copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 * SOFTWARE.
 */

/**
 * A rule a line, with tabs between: the words of which one must be in the text (in lower case), the pattern's flags, the group
 * that is the secret, the least entropy of a secret in bits a character, the pattern. One text, as few builds need a rule of it.
 */
export const RULES = String.raw`a3-	g	0	3.8	\bA3-[A-Z0-9]{6}-(?:(?:[A-Z0-9]{11})|(?:[A-Z0-9]{6}-[A-Z0-9]{5}))-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b
ops_	g	0	4	ops_eyJ[a-zA-Z0-9+/]{250,}={0,3}
adafruit	gi	1	0	(?:adafruit)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{32})(?![A-Za-z0-9])
adobe	gi	1	2	(?:adobe)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![A-Za-z0-9])
p8e-	gi	1	2	\b(p8e-[a-z0-9]{32})(?![A-Za-z0-9])
age-secret-key-1	g	0	0	AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}
airtable	gi	1	0	(?:airtable)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{17})(?![A-Za-z0-9])
airtable	g	1	0	\b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})\b
algolia	gi	1	0	(?:algolia)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
ltai	gi	1	2	\b(LTAI[a-z0-9]{20})(?![A-Za-z0-9])
alibaba	gi	1	2	(?:alibaba)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![A-Za-z0-9])
sk-ant-admin01	g	1	0	\b(sk-ant-admin01-[a-zA-Z0-9_\-]{93}AA)(?![A-Za-z0-9])
sk-ant-api03	g	1	0	\b(sk-ant-api03-[a-zA-Z0-9_\-]{93}AA)(?![A-Za-z0-9])
akcp	g	0	4.5	\bAKCp[A-Za-z0-9]{69}\b
cmvmd	g	0	4.5	\bcmVmd[A-Za-z0-9]{59}\b
asana	gi	1	0	(?:asana)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{16})(?![A-Za-z0-9])
asana	gi	1	0	(?:asana)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
atlassian confluence jira atatt3	gi	0	3.5	(?:(?:ATLASSIAN|[Aa]tlassian)|(?:CONFLUENCE|[Cc]onfluence)|(?:JIRA|[Jj]ira))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20}[a-f0-9]{4})(?![A-Za-z0-9])|\b(ATATT3[A-Za-z0-9_\-=]{186})(?![A-Za-z0-9])
sc_ ext_ scauth_ authress_	gi	1	2	\b((?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.(?:acc)[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30,120})(?![A-Za-z0-9])
a3t akia asia abia acca	g	1	3	\b((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b
absk	g	1	3	\b(ABSK[A-Za-z0-9+/]{109,269}={0,2})(?![A-Za-z0-9])
bedrock-api-key-	g	0	3	bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t
q~	g	1	3	(?<![A-Za-z0-9])([a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{31,34})(?![A-Za-z0-9])
beamer	gi	1	0	(?:beamer)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(b_[a-z0-9=_\-]{44})(?![A-Za-z0-9])
bitbucket	gi	1	0	(?:bitbucket)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
bitbucket	gi	1	0	(?:bitbucket)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{64})(?![A-Za-z0-9])
bittrex	gi	1	0	(?:bittrex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
bittrex	gi	1	0	(?:bittrex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
meraki	gi	1	3	(?:(?:(?:[Mm]eraki|MERAKI))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{40})(?![A-Za-z0-9])
4b1d	g	1	3	\b(4b1d[A-Za-z0-9]{38})\b
clojars_	gi	0	2	CLOJARS_[a-z0-9]{60}
cloudflare	gi	1	2	(?:cloudflare)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{40})(?![A-Za-z0-9])
cloudflare	gi	1	2	(?:cloudflare)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{37})(?![A-Za-z0-9])
cloudflare v1.0-	g	1	2	\b(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})(?![A-Za-z0-9])
codecov	gi	1	0	(?:codecov)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
cohere co_api_key	gi	1	4	(?:(?:cohere|CO_API_KEY)(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-zA-Z0-9]{40})(?![A-Za-z0-9])
coinbase	gi	1	0	(?:coinbase)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{64})(?![A-Za-z0-9])
confluent	gi	1	0	(?:confluent)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{16})(?![A-Za-z0-9])
confluent	gi	1	0	(?:confluent)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![A-Za-z0-9])
contentful	gi	1	0	(?:contentful)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{43})(?![A-Za-z0-9])
dapi	g	1	3	\b(dapi[a-f0-9]{32}(?:-\d)?)(?![A-Za-z0-9])
datadog	gi	1	0	(?:datadog)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{40})(?![A-Za-z0-9])
dnkey	gi	1	0	(?:dnkey)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(dnkey-[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52})(?![A-Za-z0-9])
doo_v1_	g	1	3	\b(doo_v1_[a-f0-9]{64})(?![A-Za-z0-9])
dop_v1_	g	1	3	\b(dop_v1_[a-f0-9]{64})(?![A-Za-z0-9])
dor_v1_	gi	1	0	\b(dor_v1_[a-f0-9]{64})(?![A-Za-z0-9])
discord	gi	1	0	(?:discord)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{64})(?![A-Za-z0-9])
discord	gi	1	2	(?:discord)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{18})(?![A-Za-z0-9])
discord	gi	1	2	(?:discord)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![A-Za-z0-9])
dp.pt.	gi	0	2	dp\.pt\.[a-z0-9]{43}
droneci	gi	1	0	(?:droneci)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
dropbox	gi	1	0	(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{15})(?![A-Za-z0-9])
dropbox	gi	0	0	(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{11}(AAAAAAAAAA)[a-z0-9\-_=]{43})(?![A-Za-z0-9])
dropbox	gi	1	0	(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(sl\.[a-z0-9\-=_]{135})(?![A-Za-z0-9])
duffel_	gi	0	2	duffel_(?:test|live)_[a-z0-9_\-=]{43}
dt0c01.	gi	0	4	dt0c01\.[a-z0-9]{24}\.[a-z0-9]{64}
ezak	gi	0	2	\bEZAK[a-z0-9]{54}\b
eztk	gi	0	2	\bEZTK[a-z0-9]{54}\b
etsy	gi	1	3	(?:(?:ETSY|[Ee]tsy))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{24})(?![A-Za-z0-9])
facebook	gi	0	3	\b(\d{15,16}(\||%)[0-9a-z\-_]{27,40})(?![A-Za-z0-9])
eaam eaac	gi	1	4	\b(EAA[MC][a-z0-9]{100,})(?![A-Za-z0-9])
facebook	gi	1	3	(?:facebook)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![A-Za-z0-9])
fastly	gi	1	0	(?:fastly)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![A-Za-z0-9])
finicity	gi	1	0	(?:finicity)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![A-Za-z0-9])
finicity	gi	1	0	(?:finicity)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20})(?![A-Za-z0-9])
finnhub	gi	1	0	(?:finnhub)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20})(?![A-Za-z0-9])
flickr	gi	1	0	(?:flickr)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
flwseck_test	gi	0	2	FLWSECK_TEST-[a-h0-9]{12}
flwpubk_test	gi	0	2	FLWPUBK_TEST-[a-h0-9]{32}-X
flwseck_test	gi	0	2	FLWSECK_TEST-[a-h0-9]{32}-X
fo1_ fm1 fm2_	g	1	4	\b((?:fo1_[\w-]{43}|fm1[ar]_[a-zA-Z0-9+\/]{100,}={0,3}|fm2_[a-zA-Z0-9+\/]{100,}={0,3}))(?![A-Za-z0-9])
fio-u-	gi	0	0	fio-u-[a-z0-9\-_=]{64}
freshbooks	gi	1	0	(?:freshbooks)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![A-Za-z0-9])
aiza	g	1	4	\b(AIza[\w-]{35})(?![A-Za-z0-9])
ghu_ ghs_	g	0	3	(?:ghu|ghs)_[0-9a-zA-Z]{36}
github_pat_	g	0	3	github_pat_\w{82}
gho_	g	0	3	gho_[0-9a-zA-Z]{36}
ghp_	g	0	3	ghp_[0-9a-zA-Z]{36}
ghr_	g	0	3	ghr_[0-9a-zA-Z]{36}
glcbt-	g	0	3	glcbt-[0-9a-zA-Z]{1,5}_[0-9a-zA-Z_-]{20}
gldt-	g	0	3	gldt-[0-9a-zA-Z_\-]{20}
glffct-	g	0	3	glffct-[0-9a-zA-Z_\-]{20}
glft-	g	0	3	glft-[0-9a-zA-Z_\-]{20}
glimt-	g	0	3	glimt-[0-9a-zA-Z_\-]{25}
glagent-	g	0	3	glagent-[0-9a-zA-Z_\-]{50}
gloas-	g	0	3	gloas-[0-9a-zA-Z_\-]{64}
glpat-	g	0	3	glpat-[\w-]{20}
glpat-	g	0	4	\bglpat-[0-9a-zA-Z_-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
glptt-	g	0	3	glptt-[0-9a-f]{40}
gr1348941	g	0	3	GR1348941[\w-]{20}
glrt-	g	0	3	glrt-[0-9a-zA-Z_\-]{20}
glrt-	g	0	4	\bglrt-t\d_[0-9a-zA-Z_\-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
glsoat-	g	0	3	glsoat-[0-9a-zA-Z_\-]{20}
_gitlab_session=	g	0	3	_gitlab_session=[0-9a-z]{32}
gitter	gi	1	0	(?:gitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{40})(?![A-Za-z0-9])
live_ gocardless	gi	1	0	(?:gocardless)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(live_[a-z0-9\-_=]{40})(?![A-Za-z0-9])
eyjrijoi	gi	1	3	\b(eyJrIjoi[A-Za-z0-9]{70,400}={0,3})(?![A-Za-z0-9])
glc_	gi	1	3	\b(glc_[A-Za-z0-9+/]{32,400}={0,3})(?![A-Za-z0-9])
glsa_	gi	1	3	\b(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})(?![A-Za-z0-9])
pat. sat.	g	0	0	(?:pat|sat)\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}
atlasv1	gi	0	3.5	[a-z0-9]{14}\.(?:atlasv1)\.[a-z0-9\-_=]{60,70}
heroku	gi	1	0	(?:heroku)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
hrku-aa	g	0	4	\b((HRKU-AA[0-9a-zA-Z_-]{58}))(?![A-Za-z0-9])
hubspot	gi	1	0	(?:hubspot)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})(?![A-Za-z0-9])
hf_	gi	1	2	\b(hf_(?:[a-z]{34}))(?![A-Za-z0-9])
api_org_	gi	1	2	\b(api_org_(?:[a-z]{34}))(?![A-Za-z0-9])
ico-	g	1	3	\b(ico-[a-zA-Z0-9]{32})(?![A-Za-z0-9])
intercom	gi	1	0	(?:intercom)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{60})(?![A-Za-z0-9])
intra s-s4t2ud- s-s4t2af-	gi	1	3	\b(s-s4t2(?:ud|af)-[abcdef0123456789]{64})(?![A-Za-z0-9])
jfrog artifactory bintray xray	gi	1	0	(?:jfrog|artifactory|bintray|xray)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{73})(?![A-Za-z0-9])
jfrog artifactory bintray xray	gi	1	0	(?:jfrog|artifactory|bintray|xray)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![A-Za-z0-9])
ey	g	1	3	\b(ey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9\/\\_-]{17,}\.(?:[a-zA-Z0-9\/\\_-]{10,}={0,2})?)(?![A-Za-z0-9])
zxlk	g	0	2	\bZXlK(?:(?:aGJHY2lPaU)|(?:aGNIVWlPaU)|(?:aGNIWWlPaU)|(?:aGRXUWlPaU)|(?:aU5qUWlP)|(?:amNtbDBJanBi)|(?:amRIa2lPaU)|(?:bGNHc2lPbn)|(?:bGJtTWlPaU)|(?:cWEzVWlPaU)|(?:cWQyc2lPb)|(?:cGMzTWlPaU)|(?:cGRpSTZJ)|(?:cmFXUWlP)|(?:clpYbGZiM0J6SWpwY)|(?:cmRIa2lPaUp)|(?:dWIyNWpaU0k2)|(?:d01tTWlP)|(?:d01uTWlPaU)|(?:d2NIUWlPaU)|(?:emRXSWlPaU)|(?:emRuUWlP)|(?:MFlXY2lPaU)|(?:MGVYQWlPaUp)|(?:MWNtd2l)|(?:MWMyVWlPaUp)|(?:MlpYSWlPaU)|(?:MlpYSnphVzl1SWpv)|(?:NElqb2)|(?:NE5XTWlP)|(?:NE5YUWlPaU)|(?:NE5YUWpVekkxTmlJNkl)|(?:NE5YVWlPaU)|(?:NmFYQWlPaU))[a-zA-Z0-9\/\\_+\-\r\n]{40,}={0,2}
kraken	gi	1	0	(?:kraken)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9\/=_\+\-]{80,90})(?![A-Za-z0-9])
kucoin	gi	1	0	(?:kucoin)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{24})(?![A-Za-z0-9])
kucoin	gi	1	0	(?:kucoin)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
launchdarkly	gi	1	0	(?:launchdarkly)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{40})(?![A-Za-z0-9])
lin_api_	gi	0	2	lin_api_[a-z0-9]{40}
linear	gi	1	2	(?:linear)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![A-Za-z0-9])
linkedin linked_in linked-in	gi	1	2	(?:linked[_-]?in)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{14})(?![A-Za-z0-9])
linkedin linked_in linked-in	gi	1	2	(?:linked[_-]?in)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{16})(?![A-Za-z0-9])
test_ live_	gi	0	0	(?:lob)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}((live|test)_[a-f0-9]{35})(?![A-Za-z0-9])
test_pub live_pub _pub	gi	0	0	(?:lob)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}((test|live)_pub_[a-f0-9]{31})(?![A-Za-z0-9])
looker	gi	1	0	(?:looker)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20})(?![A-Za-z0-9])
looker	gi	1	0	(?:looker)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{24})(?![A-Za-z0-9])
mailchimp	gi	1	0	(?:MailchimpSDK.initialize|mailchimp)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32}-us\d\d)(?![A-Za-z0-9])
mailgun	gi	1	0	(?:mailgun)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(key-[a-f0-9]{32})(?![A-Za-z0-9])
mailgun	gi	1	0	(?:mailgun)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(pubkey-[a-f0-9]{32})(?![A-Za-z0-9])
mailgun	gi	1	0	(?:mailgun)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8})(?![A-Za-z0-9])
mapbox	gi	1	0	(?:mapbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(pk\.[a-z0-9]{60}\.[a-z0-9]{22})(?![A-Za-z0-9])
mattermost	gi	1	0	(?:mattermost)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{26})(?![A-Za-z0-9])
_mmk	g	1	4	\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)(?![A-Za-z0-9])
messagebird message-bird message_bird	gi	1	0	(?:message[_-]?bird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{25})(?![A-Za-z0-9])
messagebird message-bird message_bird	gi	1	0	(?:message[_-]?bird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
webhook.office.com webhookb2 incomingwebhook	g	0	0	https://[a-z0-9]+\.webhook\.office\.com/webhookb2/[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}@[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}
netlify	gi	1	0	(?:netlify)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{40,46})(?![A-Za-z0-9])
nrjs-	gi	1	0	(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRJS-[a-f0-9]{19})(?![A-Za-z0-9])
nrii-	gi	1	0	(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRII-[a-z0-9-]{32})(?![A-Za-z0-9])
new-relic newrelic new_relic	gi	1	0	(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![A-Za-z0-9])
nrak	gi	1	0	(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRAK-[a-z0-9]{27})(?![A-Za-z0-9])
ntn_	g	1	4	\b(ntn_[0-9]{11}[A-Za-z0-9]{32}[A-Za-z0-9]{3})(?![A-Za-z0-9])
npm_	gi	1	2	\b(npm_[a-z0-9]{36})(?![A-Za-z0-9])
nytimes new-york-times newyorktimes	gi	1	0	(?:nytimes|new-york-times,|newyorktimes)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![A-Za-z0-9])
api-	g	1	3	\b(API-[A-Z0-9]{26})(?![A-Za-z0-9])
okta	gi	1	4	(?:(?:(?:[Oo]kta|OKTA))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(00[\w=\-]{40})(?![A-Za-z0-9])
t3blbkfj	g	1	3	\b(sk-(?:proj|svcacct|admin)-(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})T3BlbkFJ(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})\b|sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20})(?![A-Za-z0-9])
sha256~	g	1	3.5	\b(sha256~[\w-]{43})(?:[^\w-]|$)
pplx-	g	1	4	\b(pplx-[a-zA-Z0-9]{48})(?:[\x60'"\s;]|\\[nr]|$|\b)
plaid	gi	1	0	(?:plaid)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
plaid	gi	1	3.5	(?:plaid)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{24})(?![A-Za-z0-9])
plaid	gi	1	3.5	(?:plaid)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![A-Za-z0-9])
pscale_tkn_	gi	1	3	\b(pscale_tkn_[\w=\.-]{32,64})(?![A-Za-z0-9])
pscale_oauth_	g	1	3	\b(pscale_oauth_[\w=\.-]{32,64})(?![A-Za-z0-9])
pscale_pw_	gi	1	3	\b(pscale_pw_[\w=\.-]{32,64})(?![A-Za-z0-9])
pmak-	gi	1	3	\b(PMAK-[a-f0-9]{24}\-[a-f0-9]{34})(?![A-Za-z0-9])
pnu_	g	1	2	\b(pnu_[a-zA-Z0-9]{36})(?![A-Za-z0-9])
-----begin	gi	0	0	-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----[\s\S-]{64,}?KEY(?: BLOCK)?-----
privateai private_ai private-ai	gi	1	3	(?:(?:private[_-]?ai)(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![A-Za-z0-9])
pul-	g	1	2	\b(pul-[a-f0-9]{40})(?![A-Za-z0-9])
pypi-ageichlwas5vcmc	g	0	3	pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}
rapidapi	gi	1	0	(?:rapidapi)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{50})(?![A-Za-z0-9])
rdme_	g	1	2	\b(rdme_[a-z0-9]{70})(?![A-Za-z0-9])
rubygems_	g	1	2	\b(rubygems_[a-f0-9]{48})(?![A-Za-z0-9])
tk-us-	g	1	2	\b(tk-us-[\w-]{48})(?![A-Za-z0-9])
sendbird	gi	1	0	(?:sendbird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
sendbird	gi	1	0	(?:sendbird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{40})(?![A-Za-z0-9])
sg.	gi	1	2	\b(SG\.[a-z0-9=_\-\.]{66})(?![A-Za-z0-9])
xkeysib-	gi	1	2	\b(xkeysib-[a-f0-9]{64}\-[a-z0-9]{16})(?![A-Za-z0-9])
sentry	gi	1	3	(?:sentry)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{64})(?![A-Za-z0-9])
sntrys_eyjpyxqio	g	0	4.5	\bsntrys_eyJpYXQiO[a-zA-Z0-9+/]{10,200}(?:LCJyZWdpb25fdXJs|InJlZ2lvbl91cmwi|cmVnaW9uX3VybCI6)[a-zA-Z0-9+/]{10,200}={0,2}_[a-zA-Z0-9+/]{43}(?:[^a-zA-Z0-9+/]|$)
sntryu_	g	1	3.5	\b(sntryu_[a-f0-9]{64})(?![A-Za-z0-9])
sm_aat	g	1	3	\b(sm_aat_[a-zA-Z0-9]{16})(?![A-Za-z0-9])
sm_pat	g	1	3	\b(sm_pat_[a-zA-Z0-9]{16})(?![A-Za-z0-9])
sm_sat	g	1	3	\b(sm_sat_[a-zA-Z0-9]{16})(?![A-Za-z0-9])
shippo_	g	1	2	\b(shippo_(?:live|test)_[a-fA-F0-9]{40})(?![A-Za-z0-9])
shpat_	g	0	2	shpat_[a-fA-F0-9]{32}
shpca_	g	0	2	shpca_[a-fA-F0-9]{32}
shppa_	g	0	2	shppa_[a-fA-F0-9]{32}
shpss_	g	0	2	shpss_[a-fA-F0-9]{32}
bundle_enterprise__contribsys__com bundle_gems__contribsys__com	gi	1	0	(?:BUNDLE_ENTERPRISE__CONTRIBSYS__COM|BUNDLE_GEMS__CONTRIBSYS__COM)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{8}:[a-f0-9]{8})(?![A-Za-z0-9])
gems.contribsys.com enterprise.contribsys.com	gi	1	0	\bhttps?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems.contribsys.com|enterprise.contribsys.com)(?:[\/|\#|\?|:]|$)
xapp	gi	0	2	xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+
xoxb	g	0	3	xoxb-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]*
xoxe.xoxb- xoxe.xoxp-	gi	0	2	xoxe.xox[bp]-\d-[A-Z0-9]{163,166}
xoxe-	gi	0	2	xoxe-\d-[A-Z0-9]{146}
xoxb	g	0	2	xoxb-[0-9]{8,14}-[a-zA-Z0-9]{18,26}
xoxo xoxs	g	0	2	xox[os]-\d+-\d+-\d+-[a-fA-F\d]+
xoxa xoxr	g	0	2	xox[ar]-(?:\d-)?[0-9a-zA-Z]{8,48}
xoxp- xoxe-	g	0	2	xox[pe](?:-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34}
hooks.slack.com	g	0	0	(?:https?://)?hooks.slack.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}
snyk	gi	1	0	(?:snyk[_.-]?(?:(?:api|oauth)[_.-]?)?(?:key|token))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
sonar	gi	2	0	(?:sonar[_.-]?(login|token))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}((?:squ_|sqp_|sqa_)?[a-z0-9=_\-]{40})(?![A-Za-z0-9])
sgp_ sourcegraph	gi	0	3	\b(\b(sgp_(?:[a-fA-F0-9]{16}|local)_[a-fA-F0-9]{40}|sgp_[a-fA-F0-9]{40})\b)(?![A-Za-z0-9])
sq0atp- eaaa	g	1	2	\b((?:EAAA|sq0atp-)[\w-]{22,60})(?![A-Za-z0-9])
squarespace	gi	1	0	(?:squarespace)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])
sk_test sk_live sk_prod rk_test rk_live rk_prod	g	1	2	\b((?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99})(?![A-Za-z0-9])
sumo	gi	1	3	(?:(?:(?:[Ss]umo|SUMO))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(su[a-zA-Z0-9]{12})(?![A-Za-z0-9])
sumo	gi	1	3	(?:(?:[Ss]umo|SUMO))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![A-Za-z0-9])
telegr	gi	1	0	(?:telegr)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{5,16}:(?:A)[a-z0-9_\-]{34})(?![A-Za-z0-9])
travis	gi	1	0	(?:travis)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{22})(?![A-Za-z0-9])
sk	g	0	3	SK[0-9a-fA-F]{32}
twitch	gi	1	0	(?:twitch)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![A-Za-z0-9])
twitter	gi	1	0	(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{45})(?![A-Za-z0-9])
twitter	gi	1	0	(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{15,25}-[a-zA-Z0-9]{20,40})(?![A-Za-z0-9])
twitter	gi	1	0	(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{25})(?![A-Za-z0-9])
twitter	gi	1	0	(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{50})(?![A-Za-z0-9])
twitter	gi	1	0	(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(A{22}[a-zA-Z0-9%]{80,100})(?![A-Za-z0-9])
tfp_	gi	1	0	(?:typeform)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(tfp_[a-z0-9\-_\.=]{59})(?![A-Za-z0-9])
hvb.	g	1	4	\b(hvb\.[\w-]{138,300})(?![A-Za-z0-9])
hvs. s.	gi	1	3.5	\b((?:hvs\.[\w-]{90,120}|s\.(?:[a-z0-9]{24})))(?![A-Za-z0-9])
yandex	gi	1	0	(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(t1\.[A-Z0-9a-z_-]+[=]{0,2}\.[A-Z0-9a-z_-]{86}[=]{0,2})(?![A-Za-z0-9])
yandex	gi	1	0	(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(AQVN[A-Za-z0-9_\-]{35,38})(?![A-Za-z0-9])
yandex	gi	1	0	(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(YC[a-zA-Z0-9_\-]{38})(?![A-Za-z0-9])
zendesk	gi	1	0	(?:zendesk)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{40})(?![A-Za-z0-9])`

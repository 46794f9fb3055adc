# همهٔ نوشته‌های پنل به فارسی. کلیدها همان کلیدهای en.ftl است.

## قاب صفحه

vasl = وصل
vasl-is = اتصال مجدد به اپراتور
skip = رفتن به متن صفحه
menu = منو
crumbs = مسیر صفحه
log-out = خروج
to-first-page = صفحهٔ اول
back = بازگشت
cancel = انصراف
save = ثبت
add = افزودن
edit = ویرایش
delete = حذف
actions = عملیات
row = ردیف
code = کد
name = نام
type = نوع
choose = انتخاب کنید
pages = صفحه‌های فهرست
page-first = صفحهٔ اول
page-next = بعدی
rows = { $count ->
    [one] { $number } مورد
   *[other] { $number } مورد
}
nothing-found = چیزی با این مشخصات پیدا نشد.
show-all = نمایش همه
show = نمایش
yes = بله
no = خیر
somebody = شخص دیگری
author-command-line = خط فرمان

menu-dashboard = داشبورد
menu-call-centre = مرکز تماس
menu-modules = اتصال مجدد اپراتورها
menu-settings = تنظیمات سیستم
menu-users = کاربران
menu-audit = سوابق تغییرات

link-down-since = ارتباط با سرور تلفنی قطع است؛ اتصال مجدد با اطلاعات تا { $time } ادامه دارد.
link-never = ارتباط با سرور تلفنی برقرار نشده است.

done-saved = تغییرات ثبت شد.
done-added = اضافه شد.
done-removed = حذف شد.
done-memory-cleared = حافظه پاک شد.
done-sessions-ended = نشست پایان یافت.

problem-title = خطا
problem-not-found = این صفحه پیدا نشد. شاید حذف شده باشد.
problem-forbidden = اجازهٔ دیدن این صفحه را ندارید. از مدیر سیستم بخواهید.
problem-unreadable = فرم خوانده نشد. صفحه را دوباره باز کنید و از نو ثبت کنید.
problem-store = پایگاه داده در دسترس نیست. تماس‌ها پاسخ داده می‌شوند؛ کمی بعد دوباره امتحان کنید.
problem-fault = خطایی در برنامه رخ داد. جزئیات در گزارش سرویس نوشته شد.

## روز و ساعت

date-long = { $weekday } { $day } { $month } { $year }
moment = { $date }، { $time }
moment-today = امروز ساعت { $time }
moment-tomorrow = فردا ساعت { $time }
weekday-saturday = شنبه
weekday-sunday = یکشنبه
weekday-monday = دوشنبه
weekday-tuesday = سه‌شنبه
weekday-wednesday = چهارشنبه
weekday-thursday = پنجشنبه
weekday-friday = جمعه
month-farvardin = فروردین
month-ordibehesht = اردیبهشت
month-khordad = خرداد
month-tir = تیر
month-mordad = مرداد
month-shahrivar = شهریور
month-mehr = مهر
month-aban = آبان
month-azar = آذر
month-dey = دی
month-bahman = بهمن
month-esfand = اسفند
month-january = ژانویه
month-february = فوریه
month-march = مارس
month-april = آوریل
month-may = مه
month-june = ژوئن
month-july = ژوئیه
month-august = اوت
month-september = سپتامبر
month-october = اکتبر
month-november = نوامبر
month-december = دسامبر

## ورود

log-in = ورود به پنل
log-in-wrong = نام کاربری یا گذرواژه درست نیست.
log-in-wait = { $count ->
    [one] تلاش‌های ناموفق زیاد بود. { $number } دقیقهٔ دیگر دوباره امتحان کنید.
   *[other] تلاش‌های ناموفق زیاد بود. { $number } دقیقهٔ دیگر دوباره امتحان کنید.
}
user-name = نام کاربری
user-name-wrong = نام کاربری ۲ تا ۴۰ حرف یا رقم است، بدون فاصله.
password = گذرواژه
password-again = تکرار گذرواژه
password-hint = دست‌کم ۱۰ حرف. چند واژهٔ پشت سر هم، هم امن است و هم به یاد می‌ماند.
password-too-short = گذرواژه دست‌کم ۱۰ حرف باشد.
password-too-long = گذرواژه بیش از اندازه بلند است.
password-too-simple = گذرواژه بیش از اندازه ساده است.
password-again-wrong = با گذرواژهٔ بالا یکی نیست.

first-run = ساخت مدیر سیستم
first-run-why = هنوز کسی به این پنل دسترسی ندارد. با کد یک‌بارمصرف، اولین مدیر را بسازید.
first-run-token = کد یک‌بارمصرف
first-run-token-where = این کد هنگام راه‌اندازی سرویس (vasl serve) نوشته شده است.
first-run-token-wrong = کد درست نیست. آخرین کدی را وارد کنید که سرویس نوشته است.
first-run-do = ساخت مدیر و ورود

## داشبورد

today = امروز
today-decisions = تماس‌های امروز
today-with-operator = { $count ->
    [one] { $number } تماس، اپراتور قبلی داشت
   *[other] { $number } تماس، اپراتور قبلی داشت
}
today-connected = وصل شده به اپراتور قبلی
today-rate = نرخ اتصال مجدد: { $rate }
today-rate-none = امروز هنوز کسی برنگشته است
modules-in-service = ماژول‌های فعال
modules-of = { $count ->
    [one] از { $number } ماژول
   *[other] از { $number } ماژول
}
link = سرور تلفنی
link-up = متصل
link-down = قطع
queues-of = { $count ->
    [one] { $number } صف
   *[other] { $number } صف
}
newest-decisions = آخرین تماس‌ها
time = زمان
caller = تماس‌گیرنده
caller-unknown = نامشخص
module = ماژول
operator = اپراتور
reason = دلیل
outcome = نتیجه

begin-title = از اینجا شروع کنید
begin-link = اتصال به سرور تلفنی
begin-link-done = سرور تلفنی متصل است.
begin-link-how = نشانی و رمز سرور تلفنی در پروندهٔ تنظیمات (vasl.toml) نوشته می‌شود. دستور vasl check می‌گوید چه کم است.
begin-module = ساخت ماژول اتصال مجدد
begin-module-how = بگویید هر مشتری تا کی به اپراتور قبلی‌اش وصل شود، و کدام صف و داخلی‌ها را در بر بگیرد.
begin-ivr = وصل کردن کلید منشی تلفنی به ماژول
begin-ivr-how = در منشی تلفنی، کلید موردنظر را به مقصد «مقاصد متفرقه» و کد { $code } وصل کنید. از تماس بعدی کار می‌کند.
begin-ivr-then = بعد از ساخت ماژول، کلید منشی تلفنی را به کد آن وصل کنید.

## اتصال مجدد اپراتورها

modules-title = لیست ماژول‌های اتصال مجدد اپراتورها
modules-search = جستجوی ماژول‌های اتصال مجدد اپراتورها
modules-empty = هنوز ماژولی نیست
modules-empty-what = ماژول اتصال مجدد، مشتری‌ای را که دوباره تماس می‌گیرد به همان اپراتوری وصل می‌کند که آخرین بار با او صحبت کرده است.
modules-add-first = افزودن اولین ماژول
module-type = تماس مجدد
module-active = فعال
module-active-hint = ماژول غیرفعال همه را به مقصد خطا می‌فرستد.
module-silent = حالت بی‌صدا
module-silent-hint = برای تماس‌گیرنده چیزی پخش نمی‌شود.
module-reapply = تنظیم مجدد هنگام راه‌اندازی
module-reapply-short = راه‌اندازی مجدد
module-reapply-hint = پس از راه‌اندازی دوبارهٔ سرور تلفنی یا وصل، ماژول خودش فعال می‌شود.
module-preview = این شماره به چه کسی وصل می‌شود؟
module-form-title = تنظیمات ماژول اتصال مجدد اپراتورها
module-name-wrong = نام ماژول را وارد کنید؛ حداکثر ۸۰ حرف.
module-code-hint = حداکثر دو علامت * یا #، سپس ۱ تا ۸ رقم.
module-code-stays = کد پس از ثبت تغییر نمی‌کند.
module-code-wrong = کد حداکثر دو علامت * یا # و سپس ۱ تا ۸ رقم است؛ مانند *۵۰۰۳.
module-clear-title = پاک‌کردن حافظهٔ «{ $name }»
module-clear-what = هر مکالمه‌ای که تا این لحظه انجام شده، برای این ماژول فراموش می‌شود؛ مشتری‌ها تا مکالمهٔ بعدی به مقصد خطا وصل می‌شوند. گزارش‌ها سر جای خود می‌مانند. این کار برگشت‌پذیر نیست.
module-clear = پاک‌کردن حافظه
module-clear-hint = مکالمه‌های تا این لحظه برای این ماژول فراموش می‌شود.
module-memory = حافظه
module-delete-title = حذف «{ $name }»
module-delete-what = این ماژول حذف شود؟ مکالمه‌ها و گزارش‌ها سر جای خود می‌مانند.
module-delete-pointers = این ماژول را نمی‌توان حذف کرد، چون این‌ها به آن وصل‌اند:
module-delete-first = اول این‌ها را به مقصد دیگری وصل کنید.

expiry = زمان انقضا
expiry-until = تا ساعت
expiry-for = به مدت
expiry-end-of-work = تا پایان ساعت کاری
expiry-until-value = ساعت
expiry-for-value = مدت (ساعت:دقیقه:ثانیه)
expiry-consequence = تماسی که همین حالا تمام شود، تا { $moment } به خاطر سپرده می‌شود.
expiry-not-a-time = ساعت را مانند ۱۷:۳۰ وارد کنید.
expiry-not-a-duration = مدت را مانند ۰۸:۰۰:۰۰ وارد کنید.
expiry-too-long = زمان انقضا نباید بیشتر از ۲۴ ساعت باشد.
expiry-nothing = مدت صفر کسی را به خاطر نمی‌سپارد؛ دست‌کم ۰۰:۰۰:۰۱ وارد کنید.
time-group = گروه زمانی
time-group-choose = گروه زمانی را انتخاب کنید.
time-zone = منطقهٔ زمانی
time-zone-wrong = منطقهٔ زمانی شناخته نشد.

sides = سمت
sides-hint = صف یا داخلی‌هایی که این ماژول در بر می‌گیرد.
sides-none = حداقل یک داخلی یا صف اضافه کنید.
sides-missing = این اعضای صف در فهرست داخلی‌ها نیستند و مشتری به آن‌ها دوباره وصل نمی‌شود:
side-twice = این سمت قبلاً اضافه شده است.
side-choose-extension = داخلی را انتخاب کنید.
side-choose-queue = صف را انتخاب کنید.
extension = داخلی
queue = صف
choose-extension = انتخاب داخلی
choose-queue = انتخاب صف
put-side = تأیید
add-members = افزودن همهٔ اعضای صف
add-missing = افزودن این داخلی‌ها

failure = کد مقصد خطا
failure-hint = کسی که بار اول تماس می‌گیرد، یا اپراتورش در دسترس نیست، به اینجا وصل می‌شود.
failure-none = مقصد خطا را انتخاب کنید؛ کسی که بار اول تماس می‌گیرد به آن وصل می‌شود.
failure-place-wrong = جای طرح شماره‌گیری را به شکل context,extension,priority وارد کنید؛ مانند ext-queues,99,1.
destination-type = نوع مقصد
destination-code = کد مقصد
destination-queues = صف‌ها
destination-extensions = داخلی‌ها
destination-ivrs = منشی تلفنی
destination-time-conditions = شرط‌های زمانی
destination-announcements = پیام‌های صوتی
destination-misc = مقاصد متفرقه
destination-feature-codes = کدهای ویژه
destination-dialplan = طرح شماره‌گیری سرور تلفنی
destination-hang-up = قطع تماس
destination-place = طرح شماره‌گیری { $place }

more-settings = تنظیمات بیشتر
number-wrong = عددی از { $least } تا { $most } وارد کنید.
ring-seconds = حداکثر زمان زنگ خوردن
ring-seconds-hint = ثانیه؛ تلفن اپراتور این مدت زنگ می‌خورد.
wait-seconds = حداکثر انتظار برای اپراتور
wait-seconds-hint = ثانیه؛ ۰ یعنی اگر اپراتور مشغول بود، منتظر نماند.
minimum-talk-seconds = حداقل زمان مکالمه
minimum-talk-seconds-hint = ثانیه؛ مکالمهٔ کوتاه‌تر به حساب نمی‌آید.
most-waiting = حداکثر تماس‌های منتظر یک اپراتور
most-waiting-hint = تماس بعدی به مقصد خطا می‌رود.
count-outbound = احتساب تماس‌های خروجی
count-outbound-hint = مشتری‌ای که اپراتور به او زنگ زده، به همان اپراتور وصل شود؟
outbound-no = نه
outbound-answered = بله، اگر مشتری پاسخ داده باشد
outbound-missed-too = بله، حتی اگر پاسخ نداده باشد
own-sound = صدای آمادهٔ وصل
sound-wrong = نام فایل صوتی را مانند custom/welcome وارد کنید، بدون پسوند.
announcement-sound = صدای اعلام
announcement-sound-hint = پیش از اتصال برای تماس‌گیرنده پخش می‌شود؛ در حالت بی‌صدا پخش نمی‌شود.
name-prefix = پیشوند نام تماس‌گیرنده
name-prefix-hint = روی تلفن اپراتور پیش از نام تماس‌گیرنده دیده می‌شود.
name-prefix-wrong = حداکثر ۲۰ حرف، بدون نشانه‌هایی مانند کروشه، ویرگول و گیومه.
account-under-queue = ثبت در آمار صف
account-under-none = ثبت نشود
account-under-queue-hint = تماس وصل‌شده در آمار این صف هم نوشته می‌شود.
ask-first = پرسش پیش از اتصال
ask-first-hint = «برای صحبت با اپراتور قبلی عدد ۱ را بزنید.»
ask-sound = صدای پرسش
whisper = اعلام به اپراتور
whisper-hint = هنگام پاسخ، اپراتور می‌شنود که این مشتری دوباره به او برگشته است.
whisper-sound = صدای اعلام به اپراتور
priority-on-fallback = اولویت در بازگشت به صف
priority-on-fallback-hint = زمانی که تماس‌گیرنده منتظر اپراتورش مانده، در صف مقصد خطا به حساب می‌آید.

wrong-fields = { $count ->
    [one] یک مورد نیاز به اصلاح دارد:
   *[other] { $number } مورد نیاز به اصلاح دارد:
}
code-taken = کد { $code } قبلاً برای { $object } ثبت شده است. کد دیگری وارد کنید.
something-else = چیز دیگری
in-use = حذف نشد: { $from } به { $what } وصل است.
apply-refused = تغییرات اعمال نشد و تنظیمات قبلی برگردانده شد. علت: { $reason }
apply-not-linked = تغییرات اعمال نشد، چون ارتباط با سرور تلفنی قطع است. بعد از برقراری ارتباط دوباره ثبت کنید.
object-gone = چیزی که ویرایش می‌کردید حذف شده است.
problem-object-twice = { $what } دو بار تعریف شده است. شماره یا نام دیگری وارد کنید.
problem-route-twice = { $what } دو بار تعریف شده است. شماره یا الگوی دیگری وارد کنید.
problem-leads-nowhere = { $from } به { $to } وصل است که وجود ندارد. مقصد دیگری انتخاب کنید.
problem-dials-nothing = { $from }، { $number } است و هیچ‌چیز این شماره را ندارد.
problem-no-trunk = { $from } شماره‌ای بیرونی است و ترانکی نیست. اول ترانک را اضافه کنید.
problem-no-such-member = { $queue } عضو { $member } را دارد که داخلی نیست.
problem-member-twice = { $member } دو بار عضو { $queue } است. یک بار کافی است.
problem-no-such-side = { $side } در سرور تلفنی نیست.
problem-no-such-queue = صف { $queue } در سرور تلفنی نیست.
problem-no-such-time-group = گروه زمانی «{ $group }» وجود ندارد.
problem-no-such-sound = فایل صوتی «{ $sound }» بارگذاری نشده است.
problem-key-twice = کلید { $key } دو بار آمده است. هر کلید یک مقصد دارد.
problem-failure-is-module = مقصد خطای ماژول، خودش نمی‌تواند ماژول باشد؛ صف، داخلی یا منشی تلفنی انتخاب کنید.
problem-cycle = تماس‌گیرنده دور خودش می‌چرخد: { $ring }. یکی را به مقصد دیگری وصل کنید.
service-stopping = سرویس در حال خاموش شدن است؛ کمی بعد دوباره امتحان کنید.
conflict = { $user } هم‌زمان این صفحه را تغییر داده است. تغییرات را ببینید و دوباره ثبت کنید.
conflict-now = اکنون
conflict-typed = آنچه شما نوشته‌اید

## این شماره به چه کسی وصل می‌شود؟

caller-number = شمارهٔ تماس‌گیرنده
preview-ask = بپرس
preview-hint = هر شکلی از شماره پذیرفته است: ۰۹۱۲…، ۹۱۲…، ۰۰۹۸…، یا یک داخلی.
preview-operator = اگر همین حالا تماس بگیرد، به { $operator } وصل می‌شود.
preview-wait = اگر همین حالا تماس بگیرد، حداکثر { $seconds } ثانیه برای { $operator } منتظر می‌ماند.
preview-failure = اگر همین حالا تماس بگیرد، به { $destination } می‌رود.
preview-unasked = از سرور تلفنی نشد بپرسیم که اپراتور آزاد است یا نه.
last-operator = آخرین اپراتور
source = منبع
source-memory = حافظه
source-pinned = اپراتور اختصاصی
standing = قرار با تماس‌گیرنده
standing-opted-out = از اتصال مجدد مستثناست
standing-shared = شمارهٔ مشترک چند نفر است
conversation-ended = پایان مکالمه
remembered-until = به خاطر سپرده تا

## دلیل‌ها و نتیجه‌ها

reason-with-detail = { $reason } ({ $detail })
reason-module-inactive = ماژول غیرفعال است
reason-no-caller-identity = شمارهٔ تماس‌گیرنده مشخص نیست
reason-caller-opted-out = تماس‌گیرنده از اتصال مجدد مستثناست
reason-never-spoke = هنوز با اپراتوری صحبت نکرده
reason-expired = زمان انقضا گذشته است
reason-operator-not-eligible = اپراتور قبلی دیگر در این ماژول نیست
reason-already-tried = در همین تماس یک بار امتحان شد
reason-operator-unavailable = اپراتور در دسترس نیست
reason-operator-busy-no-waiting = خط اپراتور مشغول است و صف انتظارش پر است یا انتظار خاموش است
reason-operator-busy = خط اپراتور مشغول است
reason-operator-free = اپراتور آزاد است
unavailable-unregistered = تلفن متصل نیست
unavailable-paused = استراحت
unavailable-logged-out = آفلاین در صف
unavailable-do-not-disturb = مزاحم نشوید
unavailable-unknown = وضعیت نامشخص
busy-ringing = در حال زنگ خوردن
busy-talking = در حال مکالمه
busy-on-hold = تماس روی هولد
busy-wrapping-up = کار پس از تماس
outcome-open = هنوز مشخص نیست
outcome-connected = به اپراتور قبلی وصل شد
outcome-no-answer = اپراتور پاسخ نداد
outcome-declined = اپراتور رد کرد
outcome-became-unreachable = اپراتور از دسترس خارج شد
outcome-wait-ran-out = زمان انتظار تمام شد
outcome-caller-hung-up = تماس‌گیرنده قطع کرد
outcome-caller-chose-queue = تماس‌گیرنده صف را انتخاب کرد
outcome-straight-to-failure = مستقیم به مقصد خطا رفت

## چیزهای مرکز تماس، و آنچه به هم وصل است

object-trunk = ترانک
object-feature-codes = کدهای ویژه
object-extension = داخلی «{ $name }»
object-queue = صف «{ $name }»
object-module = ماژول «{ $name }»
object-ivr = منشی «{ $name }»
object-time-group = گروه زمانی «{ $name }»
object-time-condition = شرط زمانی «{ $name }»
object-announcement = پیام صوتی «{ $name }»
object-sound = فایل صوتی «{ $name }»
object-misc-destination = مقصد متفرقهٔ «{ $name }»
object-inbound-route = مسیر ورودی «{ $name }»
object-inbound-route-any = مسیر ورودی همهٔ شماره‌ها
pointer-key = کلید { $key } { $from }
pointer-destination = مقصد { $from }
pointer-failure-destination = مقصد خطای { $from }
pointer-invalid-destination = مقصد کلید اشتباه { $from }
pointer-timeout-destination = مقصد پایان مهلت { $from }
pointer-open-destination = مقصد داخل ساعت { $from }
pointer-closed-destination = مقصد خارج از ساعت { $from }
pointer-dials = شمارهٔ { $from }
pointer-side = سمت { $from }
pointer-member = اعضای { $from }
pointer-dynamic-member = اعضای پویای { $from }
pointer-time-group = گروه زمانی { $from }
pointer-expiry = زمان انقضای { $from }
pointer-sound = صدای { $from }
pointer-invalid-sound = صدای کلید اشتباه { $from }
pointer-timeout-sound = صدای پایان مهلت { $from }
pointer-periodic-announcement = اعلام دوره‌ای { $from }
pointer-ask-sound = صدای پرسش { $from }
pointer-whisper-sound = صدای اعلام به اپراتور { $from }
pointer-account-under-queue = صف آمار { $from }

## کاربران

users-search = جستجوی کاربران
user = کاربر
user-new = افزودن کاربر
user-name-hint = ۲ تا ۴۰ حرف یا رقم، بدون فاصله؛ با همین نام وارد می‌شود.
user-name-taken = نام «{ $name }» را کاربر دیگری دارد.
user-delete = حذف این کاربر
user-delete-title = حذف کاربر «{ $name }»
user-delete-what = این کاربر دیگر نمی‌تواند وارد شود و نشست‌های بازش پایان می‌یابد. سوابق تغییراتش می‌ماند.
last-administrator = تغییر نکرد: این تنها مدیر سیستم است. اول مدیر دیگری بسازید.
role = نقش
rank-administrator = مدیر سیستم
rank-administrator-may = همه‌چیز، از جمله کاربران و سرور تلفنی.
rank-supervisor = سرپرست
rank-supervisor-may = مرکز تماس: ماژول‌ها، صف‌ها و گزارش‌ها.
rank-operator = اپراتور
rank-operator-may = فقط تماس‌های خودش را می‌بیند.
language = زبان
account = حساب من
password-new = گذرواژهٔ جدید
password-current = گذرواژهٔ فعلی
password-current-wrong = گذرواژهٔ فعلی درست نیست.
password-change = تغییر گذرواژه
password-reset = گذرواژهٔ جدید برای این کاربر
password-reset-what = نشست‌های باز این کاربر پایان می‌یابد.
password-set = تغییر گذرواژه
sessions = نشست‌های باز
sessions-none = این کاربر اکنون وارد نشده است.
sessions-end = پایان همهٔ نشست‌ها
session-end = پایان
session-browser = مرورگر
session-address = نشانی
session-begun = ورود
session-seen = آخرین استفاده

## سوابق تغییرات

audit-all = همهٔ تغییرات
audit-subject = کد یا نام
audit-empty = هنوز چیزی تغییر نکرده است.
audit-deed = کار
audit-what = موضوع
audit-changes = جزئیات
fields-of = { $count ->
    [one] { $number } مورد
   *[other] { $number } مورد
}
field = مورد
before = پیش از تغییر
after = پس از تغییر
deed-added = افزودن
deed-changed = ویرایش
deed-removed = حذف
deed-memory-cleared = پاک‌کردن حافظه
deed-password-changed = تغییر گذرواژه
deed-sessions-ended = پایان نشست‌ها
kind-callers = قرار با تماس‌گیرنده‌ها
kind-time-groups = گروه‌های زمانی
kind-sounds = فایل‌های صوتی
kind-inbound-routes = مسیرهای ورودی
object-caller = تماس‌گیرندهٔ «{ $name }»
object-user = کاربر «{ $name }»

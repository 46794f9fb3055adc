# تنظیمات سیستم

menu-preferences = تنظیمات عمومی
menu-tokens = توکن‌های API
author-token = توکن «{ $name }»
preferences-where = مقدار اولیهٔ این‌ها از فایل vasl.toml خوانده شده است؛ از این پس همین‌جا تنظیم می‌شوند و بی‌درنگ اعمال می‌شوند.
retention = مدت نگهداری
retention-hint = هر چیز که از این مدت قدیمی‌تر شود، برای همیشه پاک می‌شود.
conversations-days = مکالمه‌ها (روز)
conversations-days-hint = چه کسی با کدام اپراتور صحبت کرده است. اتصال مجدد بیش از ۲۴ ساعت آخر را لازم ندارد.
decisions-days = تاریخچهٔ مسیریابی (روز)
decisions-days-hint = هر تماس به کجا رفت و چرا.
reports-days = آمار گزارش‌ها (روز)
reports-days-hint = شمارش‌ها؛ پس از پاک شدن مکالمه‌ها هم می‌مانند.
audit-days = سوابق تغییرات (روز)
audit-days-hint = چه کسی چه چیزی را تغییر داده است.
days-wrong = تعداد روز را از { $least } تا { $most } وارد کنید.
retention-shorter = با ثبت این تغییر، این‌ها همین حالا برای همیشه پاک می‌شوند:
retention-before = { $what } پیش از { $date }
retention-do = ثبت و پاک‌کردن
language-default = زبان پیش‌فرض
language-default-hint = برای کسی که هنوز وارد نشده است. هر کاربر زبان خودش را دارد.
time-zone-hint = برای ساعت‌هایی که نمایش داده می‌شود، و ماژول‌های تازه؛ مانند Asia/Tehran.
numbers-title = شماره‌ها
region = کشور
region-hint = دو حرف کشور؛ مانند IR. شماره‌های بدون کد کشور از این کشورند.
region-wrong = کشور شناخته نشد؛ دو حرف آن را وارد کنید، مانند IR.
area-code = کد شهر
area-code-hint = بدون صفر اول؛ مانند ۲۱. شماره‌های بدون کد شهر از این شهرند؛ اگر نیست خالی بگذارید.
area-code-wrong = کد شهر ۱ تا ۵ رقم است، بدون صفر اول؛ مانند ۲۱.
numbers-consequence = شماره‌هایی که تا امروز ثبت شده‌اند تغییر نمی‌کنند. اگر کشور یا کد شهر را عوض کنید، تماس‌گیرنده‌ای که با شمارهٔ کوتاه ثبت شده ممکن است تا مکالمهٔ بعدی شناخته نشود.
conversations-kept = مکالمه‌های
decisions-kept = تاریخچهٔ مسیریابی
reports-kept = آمار گزارش‌های
panel = پنل
menu-link = اتصال به سرور تلفنی
link-state = وضعیت
link-is-up = متصل است
link-is-down = قطع است
link-since = از
link-address = نشانی
link-user = کاربر AMI
link-version = نسخهٔ Asterisk
link-flavour = نوع سرور تلفنی
link-found = شناسایی‌شده
link-found-what = { $queues } صف، { $members } عضو صف
link-where = نشانی، کاربر و رمز در فایل vasl.toml، بخش [asterisk] نوشته می‌شود؛ پس از تغییر، سرویس را دوباره راه‌اندازی کنید.
link-test = آزمایش اتصال
link-test-result = نتیجهٔ آزمایش اتصال
link-no-secret = رمز کاربر { $user } به وصل داده نشده است. آن را در بخش [asterisk] فایل vasl.toml بنویسید (secret یا secret_file) و سرویس را دوباره راه‌اندازی کنید.
link-unreachable = به { $address } نمی‌رسیم: { $reason }. ببینید Asterisk روشن باشد و در manager.conf، enabled=yes و همین نشانی و درگاه نوشته شده باشد.
link-silent = { $address } پاسخ نمی‌دهد. ببینید Asterisk گیر نکرده باشد و فایروال این درگاه را نبسته باشد.
link-not-asterisk = آنچه در { $address } پاسخ می‌دهد AMI سرور تلفنی نیست. درگاه را با manager.conf مقایسه کنید (معمولاً ۵۰۳۸).
link-wrong-secret = سرور تلفنی کاربر { $user } را نپذیرفت: چنین کاربری نیست، رمز اشتباه است، یا اجازهٔ ورود از این نشانی را ندارد (permit). با بخش همین کاربر در manager.conf مقایسه کنید.
link-refused = سرور تلفنی نپذیرفت: { $reason }
link-logged-in = اتصال به { $address } با کاربر { $user } برقرار شد.
link-version-is = Asterisk نسخهٔ { $version }
link-version-unserved = این نسخه پشتیبانی نمی‌شود: { $reason }
link-no-timestamps = رویدادها زمان ندارند و رویداد جعلی شناخته نمی‌شود؛ وصل از آن‌ها یاد نمی‌گیرد. در manager.conf، بخش [general] بنویسید timestampevents=yes و manager را دوباره بخوانید.
link-rights-suffice = کاربر { $user } همهٔ دسترسی‌های لازم را دارد.
link-rights-lack = کاربر { $user } این دسترسی‌ها را کم دارد: { $rights }. آن‌ها را به بخش همین کاربر در manager.conf اضافه کنید و manager را دوباره بخوانید.
link-rights-unknown = دسترسی‌های کاربر { $user } خوانده نشد. ببینید write=system داشته باشد.
link-clock-right = ساعت سرور تلفنی با ساعت وصل یکی است.
link-clock-ahead = ساعت سرور تلفنی { $seconds } ثانیه جلوتر از ساعت وصل است؛ مکالمه‌ها دیر یا زود فراموش می‌شوند. هر دو را با NTP تنظیم کنید.
link-clock-behind = ساعت سرور تلفنی { $seconds } ثانیه عقب‌تر از ساعت وصل است؛ مکالمه‌ها دیر یا زود فراموش می‌شوند. هر دو را با NTP تنظیم کنید.
link-wrap-up = فرصت کار پس از تماس میان صف‌ها مشترک نیست و تلفن اپراتور ممکن است زود زنگ بخورد. در queues.conf، بخش [general] بنویسید shared_lastcall=yes و صف‌ها را دوباره بخوانید.

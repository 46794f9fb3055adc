# داخلی‌ها، و تلفن‌هایی که به آن‌ها وصل می‌شوند

menu-extensions = داخلی‌ها
extensions-search = جستجوی داخلی با شماره یا نام
extensions-empty = هنوز داخلی‌ای نیست
extensions-empty-what = هر اپراتور یک داخلی دارد؛ تلفن رومیزی یا نرم‌افزار تلفن او با همین شماره وصل می‌شود.
extensions-add-first = افزودن اولین داخلی
extensions-import = افزودن از فایل
extensions-of-the-pbx = داخلی‌هایی که نشان «سرور تلفنی» دارند در خود سرور تلفنی تعریف شده‌اند و همان‌جا ویرایش می‌شوند.
extension-new = داخلی جدید
extension-another = افزودن داخلی دیگر
extension-delete-what = این داخلی حذف شود؟ تلفن آن دیگر وصل نمی‌شود. مکالمه‌ها و گزارش‌ها سر جای خود می‌مانند.
extension-name = نام اپراتور
extension-name-hint = روی تلفن‌های دیگر و در گزارش‌ها دیده می‌شود.
extension-number-hint = ۱ تا ۱۰ رقم؛ مانند ۵۰۵۰.
do-not-disturb = مزاحم نشوید
do-not-disturb-allowed = اپراتور بتواند «مزاحم نشوید» را روشن کند
do-not-disturb-hint = با کد ویژه از روی تلفن؛ تا وقتی روشن است، تماسی به او وصل نمی‌شود.
allowed = مجاز
not-allowed = غیرمجاز
outbound-caller-id = شمارهٔ خروجی
outbound-caller-id-hint = شماره‌ای که مشتری هنگام تماس این داخلی می‌بیند. خالی: شمارهٔ ترانک.

phone-settings = تنظیمات تلفن
phone-settings-of = تنظیمات تلفن { $what }
phone-settings-what = این‌ها را در تلفن رومیزی یا نرم‌افزار تلفن اپراتور وارد کنید.
phone-server = سرور (SIP Server)
phone-port = پورت
phone-user = نام کاربری
phone-display-name = نام نمایشی
phone-secret = رمز
phone-secret-made = خالی بگذارید تا رمزی قوی ساخته شود.
phone-secret-stays = خالی بگذارید تا رمز فعلی بماند.
phone-secret-unseen = فقط یک بار، هنگام ساخت، نشان داده می‌شود.
phone-secret-once = این رمز فقط همین یک بار نشان داده می‌شود. همین حالا در تلفن وارد کنید.
phone-new-secret = رمز تازه
phone-new-secret-what = اگر رمز گم شده یا لو رفته است، رمز تازه بسازید. تلفنی که رمز قبلی را دارد دیگر وصل نمی‌شود تا رمز تازه در آن وارد شود.
phone-new-secret-make = ساخت رمز تازه
phone-done = در تلفن وارد کردم

extensions-import-title = افزودن داخلی‌ها از فایل
import-what = فایلی با قالب CSV بدهید که هر خط آن یک داخلی است؛ اکسل با «ذخیره با نام» و قالب «CSV UTF-8» آن را می‌سازد. یا همه اضافه می‌شوند، یا هیچ‌کدام.
import-file = فایل
import-sample = دریافت فایل نمونه
import-columns = ستون‌ها
import-number = شمارهٔ داخلی. لازم است.
import-name = نام اپراتور. لازم است.
import-secret = رمز تلفن. اگر خالی باشد، ساخته می‌شود.
import-outbound-caller-id = شماره‌ای که مشتری می‌بیند. می‌تواند خالی باشد.
import-do-not-disturb = بله یا خیر. خالی یعنی بله.
import-sample-name = سارا احمدی
import-sample-other-name = علی رضایی
import-line = خط
import-what-is-wrong = چه چیزی نادرست است
import-wrong = { $count ->
    [one] هیچ داخلی‌ای اضافه نشد؛ یک خط نیاز به اصلاح دارد:
   *[other] هیچ داخلی‌ای اضافه نشد؛ { $number } خط نیاز به اصلاح دارد:
}
import-too-large = فایل بزرگ‌تر از یک مگابایت است. آن را در چند فایل بدهید.
import-no-file = فایل را انتخاب کنید.
import-not-utf-8 = فایل خوانده نشد. در اکسل آن را با قالب «CSV UTF-8» ذخیره کنید.
import-no-columns = خط اول باید نام ستون‌ها باشد و «{ $number }» و «{ $name }» را داشته باشد.
import-unknown-column = ستون «{ $column }» شناخته نشد. آن را حذف کنید یا نام ستون را درست کنید.
import-nothing = داخلی‌ای در فایل نیست.
import-cells = تعداد خانه‌های این خط با خط اول یکی نیست.
import-twice = داخلی { $number } در خط { $line } هم آمده است.
import-yes-or-no = در ستون «{ $column }» بله یا خیر بنویسید.
import-secrets-once = این رمزها فقط همین یک بار نشان داده می‌شوند. همین حالا در تلفن‌ها وارد کنید یا جای امنی بنویسید.
import-secret-of-file = همان که در فایل بود
